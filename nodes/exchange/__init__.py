"""Other programs' files: video, pictures, sequences, poses, cameras and workflows, read and written."""
