"""The register: the list of enterprises, and the form of one; together the `page`."""
