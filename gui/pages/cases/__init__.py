"""事项 and 批次: on their way from the counter to the decision."""
