"""The only package that imports botocore: one typed door per service, clients on first use, errors translated here."""
