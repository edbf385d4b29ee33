@echo off
"%~dp0..\lib\omi\node.exe" @NODE_FLAGS@ "%~dp0..\lib\omi\bin\run.js" %*
