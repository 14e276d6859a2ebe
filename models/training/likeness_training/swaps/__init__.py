"""Attack clips: the face of person A, from one still, laid over a talking clip of person B.

What a stand-in does with a picture of the ID owner. Needs NumPy, OpenCV, ONNX Runtime and PyAV, not PyTorch.
"""
