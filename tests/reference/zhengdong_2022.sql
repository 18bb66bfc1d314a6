-- The ten clauses of 郑东新区 2022, a third time: plain SQL over the tables of the register.
-- Conditions are 0 fails, 1 a figure is missing, 2 a person must judge, 3 holds; where all must hold, the least
-- of them says how it turns out. Amounts are fen.

DROP TABLE IF EXISTS temp.sheet;
DROP TABLE IF EXISTS temp.measured;
DROP TABLE IF EXISTS temp.decided;

CREATE TEMP TABLE sheet AS
SELECT
    enterprise.id AS id,
    figure.*,
    kind, above_scale, headquarters, owns_office, strategic, energy_hungry, entry, moved, has_list
FROM enterprise
LEFT JOIN (
    SELECT
        enterprise_id,
        max(CASE WHEN name = 'industry_kind' THEN value END) AS kind,
        max(CASE WHEN name = 'above_scale' THEN value = '1' END) AS above_scale,
        max(CASE WHEN name = 'headquarters' THEN value = '1' END) AS headquarters,
        max(CASE WHEN name = 'owns_office' THEN value = '1' END) AS owns_office,
        max(CASE WHEN name = 'strategic_emerging' THEN value = '1' END) AS strategic,
        max(CASE WHEN name = 'high_energy_consumption' THEN value = '1' END) AS energy_hungry,
        max(CASE WHEN name = 'stat_entry_date' THEN value END) AS entry,
        max(CASE WHEN name = 'move_in_date' THEN value END) AS moved,
        max(name = 'projects') AS has_list
    FROM enterprise_attribute
    GROUP BY enterprise_id
) AS attribute ON attribute.enterprise_id = enterprise.id
LEFT JOIN (
    SELECT
        enterprise_id AS owner,
        max(CASE WHEN name = 'output_value' AND period = '2022H1' THEN amount END) AS output_22h1,
        max(CASE WHEN name = 'output_value' AND period = '2022Q1' THEN amount END) AS output_22q1,
        max(CASE WHEN name = 'output_value' AND period = '2022Q2' THEN amount END) AS output_22q2,
        max(CASE WHEN name = 'output_value' AND period = '2021H1' THEN amount END) AS output_21h1,
        max(CASE WHEN name = 'output_value' AND period = '2021Q1' THEN amount END) AS output_21q1,
        max(CASE WHEN name = 'output_value' AND period = '2021Q2' THEN amount END) AS output_21q2,
        max(CASE WHEN name = 'revenue' AND period = '2022H1' THEN amount END) AS revenue_22h1,
        max(CASE WHEN name = 'revenue' AND period = '2022Q1' THEN amount END) AS revenue_22q1,
        max(CASE WHEN name = 'revenue' AND period = '2022Q2' THEN amount END) AS revenue_22q2,
        max(CASE WHEN name = 'revenue' AND period = '2021H1' THEN amount END) AS revenue_21h1,
        max(CASE WHEN name = 'revenue' AND period = '2021Q1' THEN amount END) AS revenue_21q1,
        max(CASE WHEN name = 'revenue' AND period = '2021Q2' THEN amount END) AS revenue_21q2,
        max(CASE WHEN name = 'revenue' AND period = '2022Q3' THEN amount END) AS revenue_22q3,
        max(CASE WHEN name = 'revenue' AND period = '2021Q3' THEN amount END) AS revenue_21q3,
        max(CASE WHEN name = 'sales' AND period = '2022Q2' THEN amount END) AS sales_22q2,
        max(CASE WHEN name = 'sales' AND period = '2021Q2' THEN amount END) AS sales_21q2,
        max(CASE WHEN name = 'freight_domestic' AND period = '2022Q2' THEN amount END) AS freight,
        max(CASE WHEN name = 'electricity_cost' AND period = '2022Q2' THEN amount END) AS electricity,
        max(CASE WHEN name = 'gas_cost' AND period = '2022Q2' THEN amount END) AS gas,
        max(CASE WHEN name = 'annual_rent' AND period = '2022' THEN amount END) AS rent
    FROM enterprise_figure
    GROUP BY enterprise_id
) AS figure ON figure.owner = enterprise.id
WHERE enterprise.deleted_at IS NULL;

-- Half-years that were not entered are the sums of their quarters.
UPDATE sheet SET
    output_22h1 = coalesce(output_22h1, output_22q1 + output_22q2),
    output_21h1 = coalesce(output_21h1, output_21q1 + output_21q2),
    revenue_22h1 = coalesce(revenue_22h1, revenue_22q1 + revenue_22q2),
    revenue_21h1 = coalesce(revenue_21h1, revenue_21q1 + revenue_21q2);

CREATE TEMP TABLE measured AS
SELECT
    *,
    CASE WHEN kind IS NULL THEN 1 WHEN kind = 'industry' THEN 3 ELSE 0 END AS is_industry,
    CASE WHEN kind IS NULL THEN 1 WHEN kind = 'construction' THEN 3 ELSE 0 END AS is_construction,
    CASE WHEN kind IS NULL THEN 1 WHEN kind = 'software' THEN 3 ELSE 0 END AS is_software,
    CASE WHEN kind IS NULL THEN 1 WHEN kind = 'wholesale' THEN 3 ELSE 0 END AS is_wholesale,
    CASE WHEN kind IS NULL THEN 1 WHEN kind IN ('retail', 'lodging', 'catering') THEN 3 ELSE 0 END AS is_consumer,
    CASE WHEN above_scale IS NULL THEN 1 ELSE 3 * above_scale END AS is_above,
    CASE WHEN headquarters IS NULL THEN 1 ELSE 3 * headquarters END AS is_headquarters,
    CASE WHEN owns_office IS NULL THEN 1 ELSE 3 - 3 * owns_office END AS owns_nothing,
    CASE WHEN strategic IS NULL THEN 1 ELSE 3 * strategic END AS is_strategic,
    CASE WHEN energy_hungry IS NULL THEN 1 ELSE 3 - 3 * energy_hungry END AS is_frugal,
    CASE WHEN output_21h1 <= 0 THEN 2 WHEN output_21h1 + output_22h1 IS NULL THEN 1
         WHEN output_22h1 > output_21h1 THEN 3 ELSE 0 END AS output_grew,
    CASE WHEN output_21h1 <= 0 THEN 2 WHEN output_21h1 + output_22h1 IS NULL THEN 1
         WHEN (output_22h1 - output_21h1) * 10 >= output_21h1 THEN 3 ELSE 0 END AS output_grew_10,
    CASE WHEN output_21q2 <= 0 THEN 2 WHEN output_21q2 + output_22q2 IS NULL THEN 1
         WHEN (output_22q2 - output_21q2) * 20 >= output_21q2 * 3 THEN 3 ELSE 0 END AS quarter_grew_15,
    CASE WHEN revenue_21h1 <= 0 THEN 2 WHEN revenue_21h1 + revenue_22h1 IS NULL THEN 1
         WHEN revenue_22h1 > revenue_21h1 THEN 3 ELSE 0 END AS revenue_grew,
    CASE WHEN revenue_22q2 <= 0 THEN 2 WHEN revenue_22q2 + revenue_22q3 IS NULL THEN 1
         WHEN revenue_22q3 > revenue_22q2 THEN 3 ELSE 0 END AS revenue_rose,
    CASE WHEN revenue_21q3 <= 0 THEN 2 WHEN revenue_21q3 + revenue_22q3 IS NULL THEN 1
         WHEN revenue_22q3 > revenue_21q3 THEN 3 ELSE 0 END AS third_quarter_grew,
    CASE WHEN sales_21q2 <= 0 THEN 2 WHEN sales_21q2 + sales_22q2 IS NULL THEN 1
         WHEN (sales_22q2 - sales_21q2) * 20 >= sales_21q2 * 3 THEN 3 ELSE 0 END AS sales_grew_15,
    CASE WHEN (sales_22q2 - sales_21q2) * 10 >= sales_21q2 * 3 THEN 6000000
         WHEN (sales_22q2 - sales_21q2) * 10 >= sales_21q2 * 2 THEN 4000000 ELSE 2000000 END AS sales_award,
    CASE WHEN entry IS NULL THEN 1 WHEN entry BETWEEN '2022-01-01' AND '2022-06-30' THEN 3 ELSE 0 END AS new_in_h1,
    CASE WHEN entry IS NULL THEN 1 WHEN entry BETWEEN '2022-07-01' AND '2022-09-30' THEN 3 ELSE 0 END AS new_in_q3,
    CASE WHEN entry IS NULL THEN 1 WHEN entry BETWEEN '0001' AND '2022-06-30' THEN 3 ELSE 0 END AS in_by_june,
    CASE WHEN entry IS NULL THEN 1 WHEN entry BETWEEN '0001' AND '2022-12-31' THEN 3 ELSE 0 END AS in_by_december,
    CASE WHEN moved IS NULL THEN 1 WHEN moved BETWEEN '2022-04-01' AND '2022-06-30' THEN 3 ELSE 0 END AS moved_in_q2,
    CASE WHEN moved IS NULL THEN 1 WHEN moved BETWEEN '2022-07-01' AND '2022-12-31' THEN 3 ELSE 0 END AS moved_in_h2
FROM sheet;

CREATE TEMP TABLE decided (enterprise_id INTEGER, clause_id TEXT, state INTEGER, amount INTEGER);

-- An amount that cannot be told is NULL: the clause then waits for a figure.
INSERT INTO decided
SELECT id, 'rent',
    min(is_construction, is_headquarters, owns_nothing,
        CASE max(min(moved_in_q2, in_by_june), min(moved_in_h2, in_by_december)) WHEN 3 THEN 3 WHEN 0 THEN 0 ELSE 1 END),
    CASE moved_in_q2 WHEN 3 THEN min((rent * 20 + 50) / 100, 50000000) ELSE min((rent * 10 + 50) / 100, 30000000) END
FROM measured;

INSERT INTO decided
SELECT id, 'freight',
    min(is_industry, is_above, output_grew,
        CASE WHEN freight IS NULL THEN 1 WHEN freight >= 30000000 THEN 3 ELSE 0 END),
    min((freight * 5 + 50) / 100, 20000000)
FROM measured;

INSERT INTO decided
SELECT id, 'output', min(is_industry, is_above, output_grew_10, revenue_grew),
    min((output_22h1 - output_21h1) / 1000000000 * 2000000, 20000000)
FROM measured;

INSERT INTO decided
SELECT id, 'energy',
    min(is_industry, is_above, is_strategic, is_frugal, output_grew_10,
        CASE WHEN output_22h1 IS NULL THEN 1 WHEN output_22h1 >= 5000000000 THEN 3 ELSE 0 END,
        CASE WHEN electricity >= 5000000 OR gas >= 5000000 THEN 3 WHEN electricity + gas IS NULL THEN 1 ELSE 0 END),
    -- One of the two alone may reach the cap, after rounding; the other one no longer matters.
    CASE WHEN (max(coalesce(electricity, 0), coalesce(gas, 0)) * 20 + 50) / 100 >= 5000000 THEN 5000000
         ELSE min((iif(electricity >= 5000000, electricity, electricity * 0) * 20
                 + iif(gas >= 5000000, gas, gas * 0) * 20 + 50) / 100, 5000000) END
FROM measured;

INSERT INTO decided
SELECT id, 'software_growth', min(is_software, is_above, revenue_grew, revenue_rose),
    min(2000000 + CASE
        WHEN revenue_22h1 >= 1000000000 AND (revenue_22h1 - revenue_21h1) * 10 >= revenue_21h1
            AND (revenue_22q3 - revenue_22q2) * 10 >= revenue_22q2
        THEN min((revenue_22h1 - revenue_21h1) * 10 / revenue_21h1, (revenue_22q3 - revenue_22q2) * 10 / revenue_22q2)
        ELSE 0 END * 2000000, 10000000)
FROM measured;

INSERT INTO decided
SELECT id, 'software_new',
    min(is_software, CASE
        WHEN 3 IN (min(new_in_h1, revenue_grew), min(new_in_q3, third_quarter_grew)) THEN 3
        WHEN 1 IN (min(new_in_h1, revenue_grew), min(new_in_q3, third_quarter_grew)) THEN 1
        WHEN 2 IN (min(new_in_h1, revenue_grew), min(new_in_q3, third_quarter_grew)) THEN 2
        ELSE 0 END),
    iif(new_in_h1 = 3, 10000000, 5000000)
FROM measured;

INSERT INTO decided
SELECT id, 'construction',
    min(is_construction, in_by_june, quarter_grew_15,
        CASE WHEN output_22q2 IS NULL THEN 1 WHEN output_22q2 >= 5000000000 THEN 3 ELSE 0 END),
    CASE WHEN output_22q2 < 10000000000 THEN 3000000
         WHEN (output_22q2 - output_21q2) * 10 >= output_21q2 * 3 THEN 10000000 ELSE 5000000 END
FROM measured;

INSERT INTO decided
SELECT id, 'consumer',
    min(is_consumer, is_above, sales_grew_15,
        CASE WHEN sales_22q2 IS NULL THEN 1 WHEN sales_22q2 >= 10000000000 THEN 3 WHEN sales_22q2 < 200000000 THEN 0
             WHEN kind IS NULL THEN 1 WHEN kind = 'retail' THEN 0 ELSE 3 END),
    sales_award
FROM measured;

INSERT INTO decided
SELECT id, 'wholesale',
    min(is_wholesale, is_above, sales_grew_15,
        CASE WHEN sales_22q2 IS NULL THEN 1 WHEN sales_22q2 >= 10000000000 AND sales_22q2 < 50000000000 THEN 3 ELSE 0 END),
    sales_award
FROM measured;

INSERT INTO decided
SELECT
    id, 'project',
    CASE WHEN has_list IS NOT 1 THEN 1 WHEN max(state = 1) THEN 1 WHEN max(state = 3) THEN 3 ELSE 0 END,
    total(CASE state WHEN 3 THEN award END)
FROM sheet
LEFT JOIN (
    SELECT
        enterprise_id,
        min(CASE WHEN start IS NULL THEN 1 WHEN start BETWEEN '2022-01-01' AND '2022-06-30' THEN 3 ELSE 0 END,
            CASE WHEN counted IS NULL THEN 1 ELSE 3 * (counted = '1') END,
            CASE WHEN invested IS NULL THEN 1 ELSE 3 * (invested = '1') END,
            CASE WHEN planned IS NULL THEN 1 WHEN planned >= 10000000000 THEN 3 ELSE 0 END) AS state,
        CASE WHEN planned >= 200000000000 THEN 20000000 WHEN planned >= 100000000000 THEN 10000000
             WHEN planned >= 50000000000 THEN 5000000 ELSE 3000000 END AS award
    FROM (
        SELECT
            enterprise_id,
            json_extract(content, '$.start_date') AS start,
            json_extract(content, '$.in_statistics') AS counted,
            json_extract(content, '$.has_actual_investment') AS invested,
            CAST(json_extract(content, '$.planned_investment') AS INTEGER) AS planned
        FROM enterprise_row WHERE kind = 'projects'
    )
) AS row ON row.enterprise_id = sheet.id
GROUP BY id;
