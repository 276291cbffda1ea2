"""What Bellhop is measured against, each a Lambda function of one file: it is copied into a zip's folder of its own."""
