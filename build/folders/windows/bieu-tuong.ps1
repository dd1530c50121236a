# Puts a shortcut with an icon on the desktop of whoever runs it.
$ErrorActionPreference = 'Stop'
$desktop = [Environment]::GetFolderPath('Desktop')
$name = 'Máy đọc thẻ.lnk'
# WScript.Shell loses letters that the system's code page lacks, as in many a Vietnamese user's name. The shell's own object keeps
# them, but only changes shortcuts that are there: an empty file is one.
[IO.File]::WriteAllBytes((Join-Path $desktop $name), [byte[]]@())
$link = (New-Object -ComObject Shell.Application).NameSpace($desktop).ParseName($name).GetLink
$link.Path = Join-Path $PSScriptRoot 'Mo may doc the.cmd'
$link.WorkingDirectory = $PSScriptRoot
$link.Description = 'Bluezone Token'
$link.SetIconLocation((Join-Path $PSScriptRoot 'icon.ico'), 0)
# Minimized: its window is there for a moment; what is wrong is shown in the browser.
$link.ShowCommand = 7
$link.Save()
