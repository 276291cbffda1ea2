"""One file per verb of `/scale`; catalogue.py lists them."""
