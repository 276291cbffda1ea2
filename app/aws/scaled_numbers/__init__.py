"""Every number that /scale sets through Application Auto Scaling, a row each; catalogue.py has them all."""
