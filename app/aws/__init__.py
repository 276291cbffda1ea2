"""The only package that imports boto3: one typed door per service, clients on first use, errors translated here."""
