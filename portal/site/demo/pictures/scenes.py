"""stub"""
SCENES = {}
