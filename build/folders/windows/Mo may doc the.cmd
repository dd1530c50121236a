@echo off
chcp 65001 >nul
title Bluezone Token
if not exist "%~dp0runtime\node.exe" (
  echo Hãy giải nén cả thư mục trước: bấm chuột phải vào tệp .zip, chọn "Extract All".
  echo Unpack the whole folder first: right-click the .zip file, choose "Extract All".
  pause
  exit /b 1
)
"%~dp0runtime\node.exe" "%~dp0program\.build\bztoken.mjs" open
if errorlevel 1 pause
