"""The account that the tests beside make ARNs of."""

ACCOUNT = "123456789012"
