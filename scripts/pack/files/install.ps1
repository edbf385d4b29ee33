# Installs omi @VERSION@ for the user who runs it: no administrator, and nothing outside of the folder but one entry of the user's PATH.
#
#   powershell -ExecutionPolicy Bypass -File install.ps1 [-Folder FOLDER] [-From FOLDER|URL]
#   powershell -ExecutionPolicy Bypass -File install.ps1 -Uninstall [-Folder FOLDER] [-Purge]
#
# -From is where the archive is: a folder with it, or another address than the releases'.
# -Purge removes .omi of the home folder too: settings, the credential, plugins and the mirror.
param(
    [string]$Folder = (Join-Path $env:LOCALAPPDATA 'Programs\omi'),
    [string]$From = '@URL@',
    [switch]$Uninstall,
    [switch]$Purge
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$name = '@FILE@'
$sum = '@SUM@'
$bin = Join-Path $Folder 'bin'
# What tells that the folder is ours.
$program = Join-Path $Folder 'lib\omi\bin\run.js'

function Stop-Install([string]$Message) {
    [Console]::Error.WriteLine("install.ps1: $Message")
    exit 1
}

function Set-UserPath([bool]$Present) {
    $old = [Environment]::GetEnvironmentVariable('Path', 'User')
    $entries = @("$old".Split(';') | Where-Object { $_ -and $_ -ne $bin })
    if ($Present) { $entries += $bin }
    $new = $entries -join ';'
    if ($new -ne $old) { [Environment]::SetEnvironmentVariable('Path', $new, 'User') }
}

if ($Uninstall) {
    if (-not (Test-Path -LiteralPath $program)) {
        Stop-Install "There is no omi in $Folder. Say where it is: -Folder FOLDER"
    }
    Remove-Item -LiteralPath $Folder -Recurse -Force
    Set-UserPath $false
    Write-Output "Removed omi from $Folder."
    $own = Join-Path $HOME '.omi'
    if ($Purge) {
        if (Test-Path -LiteralPath $own) { Remove-Item -LiteralPath $own -Recurse -Force }
        Write-Output "Removed $own."
    }
    elseif (Test-Path -LiteralPath $own) { Write-Output "Settings and plugins are still in $own; -Uninstall -Purge removes them too." }
    exit 0
}

if ($Purge) { Stop-Install '-Purge goes with -Uninstall.' }
if (-not $sum) { Stop-Install 'This release has no package for Windows. With Node.js: npm install --global @PACKAGE@' }
if ((Test-Path -LiteralPath $Folder) -and -not (Test-Path -LiteralPath $program) -and (Get-ChildItem -LiteralPath $Folder -Force)) {
    Stop-Install "$Folder has other files in it. Choose another: -Folder FOLDER"
}

$work = Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName())
New-Item -ItemType Directory -Path $work | Out-Null
try {
    $archive = Join-Path $work $name
    if ($From -match '^https?://') {
        [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
        Invoke-WebRequest -UseBasicParsing -Uri "$($From.TrimEnd('/'))/$name" -OutFile $archive
    }
    else {
        Copy-Item -LiteralPath (Join-Path $From $name) -Destination $archive
    }
    $found = (Get-FileHash -LiteralPath $archive -Algorithm SHA256).Hash.ToLowerInvariant()
    if ($found -ne $sum) {
        Stop-Install "$name is not the archive of the release: its SHA-256 is $found, not $sum. Nothing was installed."
    }
    Expand-Archive -LiteralPath $archive -DestinationPath $work
    $new = Join-Path $work ([IO.Path]::GetFileNameWithoutExtension($name))
    & (Join-Path $new 'lib\omi\node.exe') (Join-Path $new 'lib\omi\bin\run.js') --version | Out-Null
    if ($LASTEXITCODE -ne 0) { Stop-Install 'Its Node.js does not run here, so nothing was installed. It needs Windows 10 or newer, 64 bits.' }

    $parent = Split-Path -Parent $Folder
    if ($parent) { New-Item -ItemType Directory -Force -Path $parent | Out-Null }
    # The old version stays until the new one is beside it.
    $beside = "$Folder-new"
    if (Test-Path -LiteralPath $beside) { Remove-Item -LiteralPath $beside -Recurse -Force }
    Move-Item -LiteralPath $new -Destination $beside
    if (Test-Path -LiteralPath $Folder) { Remove-Item -LiteralPath $Folder -Recurse -Force }
    Move-Item -LiteralPath $beside -Destination $Folder
    Set-UserPath $true
}
catch {
    Stop-Install $_.Exception.Message
}
finally {
    Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction SilentlyContinue
}

Write-Output "Installed omi @VERSION@: $(Join-Path $bin 'omi.cmd')"
Write-Output 'Open a new terminal for omi to be found.'
Write-Output "For completion, put this line into `$PROFILE: . '$(Join-Path $Folder 'lib\omi\completion\omi.ps1')'"
