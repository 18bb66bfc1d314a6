@echo off
rem Keeps the data in the folder data beside this file. With a command it speaks in this console, else the window opens.
setlocal
if "%ZHUQIDUI_HOME%"=="" set "ZHUQIDUI_HOME=%~dp0data"
if not exist "%~dp0zhuqidui\zhuqidui.exe" goto missing
if not "%~1"=="" goto command
start "" "%~dp0zhuqidui\zhuqidui.exe"
exit /b 0

:command
chcp 65001 >nul
"%~dp0zhuqidui\zhuqidui-console.exe" %*
exit /b %errorlevel%

rem Last, since what comes after it in UTF-8 nobody reads in the code page of an old console.
:missing
chcp 65001 >nul
echo 旁边没有程序文件夹 zhuqidui：如果是在压缩包里双击的，请先把整个压缩包解压到一个文件夹，再从那里打开。
echo The folder zhuqidui is not beside this file: unpack the whole archive first, then open it from there.
pause
exit /b 1
