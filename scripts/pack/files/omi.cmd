@echo off
"%~dp0..\lib\omi\node.exe" "%~dp0..\lib\omi\bin\run.js" %*
