# Finds what could stand at the cursor of a command line of omi. No process but this one runs, and nothing of what is
# read here is ever executed.
#
#   awk -f complete.awk words.tsv WORD... CURRENT
#
# WORD... are the words behind `omi` and before the cursor, CURRENT is the begun one (perhaps empty). Prints one line
# for each candidate, `word TAB description`, without looking at how CURRENT begins beyond what kind of word it is: the
# shell picks those that match. Exits with 3 where a file name is wanted.
#
# words.tsv has a line for each word, `place TAB kind TAB word TAB takes TAB description`:
#   memory                     word   list                    the verbs of a topic; the topics have an empty place
#   memory create              flag   --category   choice     takes: what its value is, empty if it has none
#   memory create --category   value  work                    what a flag takes
#   config set                 arg    1            choice     an argument by its number; `1+` may be given several times
#   config set <1>             value  api_base                what an argument takes
# The first line is `# version VERSION ROOT`: what the words are of, and the folder where that is installed.

BEGIN {
  FS = "\t"
  for (i = 2; i < ARGC; i++) {
    word[++count] = ARGV[i]
    # omi sandbox exec -- omi memory list: what follows is a command line of its own.
    if (i < ARGC - 1 && count > 1 && word[count - 1] == "--" && word[count] == "omi") count = 0
  }
  ARGC = 2
}

$1 == "#" { version = $3; root = $4; next }
$2 == "word" { words[$1] = words[$1] $3 "\t" $5 "\n"; known[$1, $3] = 1 }
$2 == "flag" { flags[$1] = flags[$1] $3 "\t" $5 "\n"; takes[$1, $3] = $4; known[$1, $3] = 1 }
$2 == "arg" { arg[$1, $3 + 0] = $4; if ($3 ~ /\+$/) last[$1] = $3 + 0 }
$2 == "value" { values[$1] = values[$1] $3 "\t" $5 "\n" }

END {
  if (count == 0) exit
  if (version != installed()) refresh()
  current = word[count]
  at = 1
  place = ""
  # Global flags stand before the topic.
  read_flags()
  ended = 0
  if (at < count && word[at] == "help") { helping = 1; at++ }
  while (at < count && known[place, word[at]] && word[at] !~ /^-/) {
    place = place == "" ? word[at] : place " " word[at]
    at++
  }
  if (helping) {
    printf "%s", words[place]
    if (place == "") printf "environment\tThe variables that omi reads\n"
    exit
  }

  while (at < count) {
    if (!ended && word[at] ~ /^-/) read_flags()
    else { args++; at++ }
  }
  if (!ended && current ~ /^-/) {
    cut = index(current, "=")
    if (cut == 0) offer_flags()
    else offer_values(substr(current, 1, cut - 1), substr(current, 1, cut), substr(current, cut + 1))
    exit
  }
  if (args == 0) printf "%s", words[place]
  number = args + 1
  if (!((place, number) in arg) && last[place] && number > last[place]) number = last[place]
  if ((place, number) in arg) offer(arg[place, number], place " <" number ">", "", current)
}

# Steps over flags and their values. Where CURRENT is the value of a flag, offers what that takes, and ends.
function read_flags(   name) {
  while (at < count && word[at] ~ /^-/) {
    name = word[at++]
    if (name == "--") { ended = 1; return }
    given[name] = 1
    if (index(name, "=") > 0) { given[substr(name, 1, index(name, "=") - 1)] = 1; continue }
    if (takes[place, name] == "" || takes[place, name] == "optional") continue
    if (at == count) offer_values(name, "", current)
    at++
  }
}

function offer_flags(   list, line, i, n) {
  n = split(flags[place], line, "\n")
  for (i = 1; i < n; i++) {
    split(line[i], list, "\t")
    if (!given[list[1]] || takes[place, list[1]] ~ /\+$/) print line[i]
  }
  if (place != "") printf "--help\tShow help\n"
}

function offer_values(name, prefix, begun) {
  offer(takes[place, name], place " " name, prefix, begun)
  exit
}

# `key` is the place of the values, `prefix` what stands before the value in the same word.
function offer(kind, key, prefix, begun,   line, list, i, n, chosen, cut) {
  sub(/\+$/, "", kind)
  if (kind == "file") exit 3
  if (kind == "profile") { offer_profiles(prefix); return }
  if (kind == "choices") {
    # What stands before the last comma stays, and is not offered again.
    chosen = "," begun
    while (cut = index(begun, ",")) { prefix = prefix substr(begun, 1, cut); begun = substr(begun, cut + 1) }
  }
  n = split(values[key], line, "\n")
  for (i = 1; i < n; i++) {
    split(line[i], list, "\t")
    if (index(chosen, "," list[1] ",") == 0) print prefix line[i]
  }
}

# The profiles of the config file: `[profiles.work]`, `[profiles."two words"]`.
function offer_profiles(prefix,   file, line, name) {
  file = ENVIRON["OMI_CONFIG"]
  if (file == "") file = ENVIRON["HOME"] "/.omi/config.toml"
  else if (file ~ /^~\//) file = ENVIRON["HOME"] substr(file, 2)
  while ((getline line < file) > 0) {
    if (line !~ /^[ \t]*\[[ \t]*profiles[ \t]*\.[ \t]*/) continue
    name = line
    sub(/^[ \t]*\[[ \t]*profiles[ \t]*\.[ \t]*/, "", name)
    sub(/[ \t]*\][ \t]*(#.*)?\r?$/, "", name)
    if (name ~ /^'[^']*'$/) name = substr(name, 2, length(name) - 2)
    else if (name ~ /^"([^"\\]|\\["\\])*"$/) {
      name = substr(name, 2, length(name) - 2)
      gsub(/\\"/, "\"", name)
      gsub(/\\\\/, "\\", name)
    }
    else if (name !~ /^[A-Za-z0-9_-]+$/) continue
    if (name != "" && name !~ /[[:cntrl:]]/) print prefix name "\tprofile"
  }
  close(file)
}

# The version that is installed where the words came from; empty when there is none any more.
function installed(   line, part) {
  while ((getline line < (root "/package.json")) > 0)
    if (line ~ /^[ \t]*"version":/) { split(line, part, "\""); return part[4] }
  return ""
}

# Has omi write the words anew, out of the way of this completion, and once at a time.
function refresh(   lock) {
  lock = ARGV[1]
  sub(/[^\/]*$/, "refreshing", lock)
  gsub(/'/, "'\\''", lock)
  system("(mkdir '" lock "' && { omi autocomplete --refresh-cache; rmdir '" lock "'; }) </dev/null >/dev/null 2>&1 &")
}
