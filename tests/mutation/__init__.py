"""Mutation testing: does a test fail if a line of the code is wrong?"""
