"""What a load test measured: ticks of its processes, and the report over them."""
