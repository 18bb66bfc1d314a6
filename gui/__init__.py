"""What a clerk sees. Computes no money and writes no SQL."""
