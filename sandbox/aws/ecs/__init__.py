"""ECS on loopback: clusters, services with deployments and events, tasks that take seconds to run and to stop."""
