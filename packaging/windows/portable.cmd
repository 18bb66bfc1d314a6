@echo off
rem Keeps the data in the folder data beside this file.
setlocal
if "%ZHUQIDUI_HOME%"=="" set "ZHUQIDUI_HOME=%~dp0data"
start "" "%~dp0zhuqidui\zhuqidui.exe" %*
