"""What is decided among all enterprises that qualify: places, awards by place, and a fixed pot."""
