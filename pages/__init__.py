"""What a reader sees. Each page defines one render(); app.py hands it to Streamlit."""
