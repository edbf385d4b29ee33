# Completion of omi for PowerShell. Written by `omi autocomplete`; the words are in words.tsv beside this file, and
# complete.awk, which does the same for other shells, says what they mean.

$global:OmiCompletionFolder = $PSScriptRoot

Register-ArgumentCompleter -Native -CommandName omi -ScriptBlock {
    param($current, $commandAst, $cursor)

    $rows = @(Get-Content -LiteralPath (Join-Path $global:OmiCompletionFolder 'words.tsv') -Encoding UTF8 -ErrorAction SilentlyContinue |
            ForEach-Object { , $_.Split("`t") })
    $words = @($commandAst.CommandElements |
            Select-Object -Skip 1 |
            Where-Object { $_.Extent.EndOffset -lt $cursor } |
            ForEach-Object { $_.Extent.Text.Trim("'", '"') })

    $place = ''
    $pending = $null
    $help = $false
    $inFlags = $true
    $number = 1
    foreach ($word in $words) {
        if ($pending) { $pending = $null; continue }
        if ($inFlags -and $word -eq '--') {
            if ($place -ne '') { $inFlags = $false }
            continue
        }
        if ($inFlags -and $word.StartsWith('-')) {
            $flag = $rows | Where-Object { $_[0] -ceq $place -and $_[1] -eq 'flag' -and $_[2] -ceq $word } | Select-Object -First 1
            if ($flag -and $flag[3] -and $flag[3] -ne 'optional') { $pending = $flag }
            continue
        }
        if ($place -eq '' -and $word -eq 'help') { $help = $true; continue }
        if ($rows | Where-Object { $_[0] -ceq $place -and $_[1] -eq 'word' -and $_[2] -ceq $word } | Select-Object -First 1) {
            $place = "$place $word".Trim()
        }
        else { $number++ }
    }

    $prefix = ''
    $takes = ''
    $key = ''
    if ($pending) { $takes = $pending[3]; $key = "$place $($pending[2])" }
    elseif ($inFlags -and $current -match '^(--?[^=]+=)') {
        $prefix = $Matches[1]
        $name = $prefix.TrimEnd('=')
        $flag = $rows | Where-Object { $_[0] -ceq $place -and $_[1] -eq 'flag' -and $_[2] -ceq $name } | Select-Object -First 1
        if ($flag) { $takes = $flag[3]; $key = "$place $name" }
    }
    else {
        $argument = $rows | Where-Object { $_[0] -ceq $place -and $_[1] -eq 'arg' -and $_[2].TrimEnd('+') -eq "$number" } | Select-Object -First 1
        if ($argument) { $takes = $argument[3]; $key = "$place <$number>" }
    }
    if ($takes.TrimEnd('+') -eq 'choices') {
        $begun = $current.Substring($prefix.Length)
        $prefix += $begun.Substring(0, $begun.LastIndexOf(',') + 1)
    }

    $kind = if ($inFlags -and -not $pending -and -not $prefix -and $current.StartsWith('-')) { 'flag' } else { 'word' }
    $offers = @()
    if ($takes.TrimEnd('+') -eq 'profile') {
        $file = $env:OMI_CONFIG
        if (-not $file) { $file = Join-Path $HOME '.omi/config.toml' }
        elseif ($file.StartsWith('~/')) { $file = Join-Path $HOME $file.Substring(2) }
        $header = '^\s*\[\s*profiles\s*\.\s*(?:"([^"\\]+)"|''([^'']+)''|([A-Za-z0-9_-]+))\s*\]'
        $offers = @(Get-Content -LiteralPath $file -Encoding UTF8 -ErrorAction SilentlyContinue |
                ForEach-Object {
                    if ($_ -match $header) { , @("$($Matches[1])$($Matches[2])$($Matches[3])", 'profile') }
                })
    }
    elseif ($key) { $offers = @($rows | Where-Object { $_[0] -ceq $key -and $_[1] -eq 'value' } | ForEach-Object { , @($_[2], $_[4]) }) }
    if (-not $pending -and -not $prefix -and -not ($help -and $kind -eq 'flag')) {
        $offers += @($rows | Where-Object { $_[0] -ceq $place -and $_[1] -eq $kind } | ForEach-Object { , @($_[2], $_[4]) })
    }
    if ($help -and $place -eq '') { $offers += , @('environment', 'The variables that omi reads') }
    foreach ($offer in $offers) {
        $word = $prefix + $offer[0]
        if (-not $word.StartsWith($current, [StringComparison]::Ordinal)) { continue }
        # What is inserted is read by the shell once more.
        $text = if ($word -match '^[A-Za-z0-9_.:/=-]+$') { $word } else { "'" + $word.Replace("'", "''") + "'" }
        $about = if ($offer[1]) { $offer[1] } else { $word }
        [System.Management.Automation.CompletionResult]::new($text, $word, 'ParameterValue', $about)
    }
}
