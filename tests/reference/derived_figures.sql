-- What follows from period figures, a third time: plain SQL. The figures of the register and those that follow
-- stand in a table of the same name, which hides the register's own from what is run next. Of what is
-- taken from each other only a 累计 up to the very month before is, which is all that the cases have.

DROP TABLE IF EXISTS temp.enterprise_figure;

CREATE TEMP TABLE enterprise_figure AS SELECT enterprise_id, name, period, amount FROM main.enterprise_figure;

CREATE TEMP TABLE spans AS
WITH RECURSIVE month(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM month WHERE number < 12)
SELECT '' AS code, 0 AS first, 12 AS last
UNION ALL SELECT 'H' || number, 6 * number - 6, 6 * number FROM month WHERE number <= 2
UNION ALL SELECT 'Q' || number, 3 * number - 3, 3 * number FROM month WHERE number <= 4
UNION ALL SELECT printf('M%02d', number), number - 1, number FROM month
UNION ALL SELECT printf('C%02d', number), 0, number FROM month;

CREATE TEMP TABLE typed AS
SELECT enterprise_id, name, substr(period, 1, 4) AS year, code, first, last, amount
FROM main.enterprise_figure JOIN spans ON code = substr(period, 5);

CREATE TEMP TABLE chains AS
WITH RECURSIVE chain AS (
    SELECT enterprise_id, name, year, first, last, 1 AS pieces, last - first AS longest, amount FROM typed
    UNION ALL
    SELECT chain.enterprise_id, chain.name, chain.year, chain.first, typed.last, pieces + 1,
        max(longest, typed.last - typed.first), chain.amount + typed.amount
    FROM chain JOIN typed
        ON typed.enterprise_id = chain.enterprise_id AND typed.name = chain.name
        AND typed.year = chain.year AND typed.first = chain.last
)
SELECT * FROM chain;

INSERT INTO enterprise_figure
SELECT enterprise_id, name, period, amount
FROM (
    SELECT *, row_number() OVER (PARTITION BY enterprise_id, name, period ORDER BY back, pieces, -longest) AS place
    FROM (
        SELECT enterprise_id, name, year || code AS period, 0 AS back, pieces, longest, amount
        FROM chains JOIN spans USING (first, last)
        UNION ALL
        SELECT chains.enterprise_id, chains.name, chains.year || spans.code, 1, pieces + 1, longest,
            chains.amount - typed.amount
        FROM chains
        JOIN spans ON spans.last = chains.last AND spans.first > 0
        JOIN typed ON typed.enterprise_id = chains.enterprise_id AND typed.name = chains.name
            AND typed.year = chains.year AND typed.code LIKE 'C%' AND typed.last = spans.first
        WHERE chains.first = 0
    )
) AS following
WHERE place = 1
    AND (amount >= 0 OR name IN ('output_value', 'revenue', 'sales'))
    AND NOT EXISTS (
        SELECT 1 FROM main.enterprise_figure AS own
        WHERE (own.enterprise_id, own.name, own.period) 
            = (following.enterprise_id, following.name, following.period)
    );

DROP TABLE temp.spans;
DROP TABLE temp.typed;
DROP TABLE temp.chains;
