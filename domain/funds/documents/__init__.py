"""What is written of the money: letters of recoveries, what an enterprise has received."""
