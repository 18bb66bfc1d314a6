"""Files that people write as TOML: read with every mistake named where it stands."""
