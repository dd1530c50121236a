@echo off
chcp 65001 >nul
title Bluezone Token
powershell.exe -NoProfile -ExecutionPolicy Bypass -File "%~dp0bieu-tuong.ps1"
if errorlevel 1 (
  echo Không tạo được biểu tượng. Hãy mở bằng tệp "Mo may doc the" trong thư mục này.
  echo The icon could not be made. Open the program by "Mo may doc the" in this folder.
  pause
)
