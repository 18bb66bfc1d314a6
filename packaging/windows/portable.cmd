@echo off
rem Keeps the data in the folder data beside this file. With a command it speaks in this console, else the window opens.
setlocal
if "%ZHUQIDUI_HOME%"=="" set "ZHUQIDUI_HOME=%~dp0data"
if "%~1"=="" (
    start "" "%~dp0zhuqidui\zhuqidui.exe"
) else (
    chcp 65001 >nul
    "%~dp0zhuqidui\zhuqidui-console.exe" %*
)
