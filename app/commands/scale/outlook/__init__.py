"""What a plan of /scale would come to besides its sizes: information that neither delays nor breaks a plan."""
