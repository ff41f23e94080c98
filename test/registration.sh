# SPDX-License-Identifier: BSD-3-Clause
# The registration into a pristine copy of the source tree this was configured
# with: it succeeds, is harmless when run again, and when an anchor is missing
# or there twice, or is in no Unbound tree at all, fails with a sentence and
# changes nothing. Keywords and clauses of that tree are compared with the module's.
set -eu

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
register=$srcdir/module/linked/register
sources="$srcdir/include/workstation.h $srcdir/module/engine/answer.c
	$srcdir/module/unbound/module.c"
files=$(awk '$1 == "file" { print $2 }' "$srcdir/module/linked/registration.table" | sort -u)

die() {
	echo "FAILED: $*"
	exit 1
}

# Only what the registration touches, so that a test costs milliseconds.
pristine() {
	rm -rf "$scratch/$1"
	for file in $files; do
		mkdir -p "$scratch/$1/$(dirname $file)"
		cp "$UNBOUND_SOURCE/$file" "$scratch/$1/$file"
	done
}
snapshot() {
	(cd "$scratch/$1" && find . -type f -exec cksum {} + | sort)
}
# refused TREE WORDS: fails with WORDS in its one sentence, changes nothing
refused() {
	before=$(snapshot "$1")
	if said=$(sh "$register" "$scratch/$1" $sources 2>&1); then
		die "$1: registered all the same"
	fi
	[ "$(echo "$said" | wc -l)" = 1 ] || die "$1: not one sentence: $said"
	case $said in
	*"$2"*) ;;
	*) die "$1: does not say \"$2\": $said" ;;
	esac
	[ "$before" = "$(snapshot "$1")" ] || die "$1: was changed"
}

# what needs no build to be seen: a lexer's word that Unbound has too, and a clause of
# Unbound's that the module's own parser does not know
lexer=$UNBOUND_SOURCE/util/configlexer.lex
for word in $(sed -n 's/^+\([a-z-]*\){COLON}.*/\1/p' \
	"$srcdir/module/linked/registration.table"); do
	! grep -q "^$word{COLON}" "$lexer" || die "Unbound has the keyword $word, too"
done
for clause in $(sed -n 's/^\([a-z-]*\){COLON}.*YDVAR(0, .*/\1/p' "$lexer"); do
	grep -q "\"$clause\"" "$srcdir/module/conf/parser.c" ||
		die "module/conf/parser.c does not know the clause $clause"
done

pristine tree
sh "$register" "$scratch/tree" $sources || die "a pristine tree is refused"
grep -q '&workstation_get_funcblock,' "$scratch/tree/services/modstack.c" ||
	die "the module is not in the module list"
[ "$(grep -c '&workstation_' "$scratch/tree/util/fptr_wlist.c")" = 7 ] ||
	die "the white list of function pointers is not complete"
cmp "$srcdir/include/workstation.h" "$scratch/tree/workstation/workstation.h" ||
	die "the sources were not copied"

once=$(snapshot tree)
sh "$register" "$scratch/tree" $sources || die "a second run fails"
[ "$once" = "$(snapshot tree)" ] || die "a second run changes something"
! grep -q '^alltargets: ' "$scratch/tree/Makefile.in" ||
	die "a tree without programs has rules for them"

# the module's sources and the programs' are in one folder there
same=$(cd "$srcdir" && ls include/*.h module/engine/*.[ch] module/unbound/*.[ch] \
	module/linked/*.[ch] module/conf/*.[ch] module/sign/*.[ch] checkconf/*.[ch] | sed 's,.*/,,' | sort | uniq -d)
[ ! "$same" ] || die "there are two files of the name $same"

pristine programs
with_programs() {
	sh "$register" "$scratch/programs" $sources program= "$srcdir/module/engine/answer.c" \
		"$srcdir/checkconf/list.c" second= "$srcdir/checkconf/list.c"
}
with_programs || die "programs are refused"
once=$(snapshot programs)
with_programs || die "a second run with programs fails"
[ "$once" = "$(snapshot programs)" ] || die "a second run with programs changes something"
for line in \
	'program$(EXEEXT): workstation_answer.lo workstation_list.lo; $(LINK) -o $@ workstation_answer.lo workstation_list.lo -lldns -lcrypto' \
	'second$(EXEEXT): workstation_list.lo; $(LINK) -o $@ workstation_list.lo -lldns -lcrypto' \
	'alltargets: program$(EXEEXT)' 'alltargets: second$(EXEEXT)'; do
	grep -qxF "$line" "$scratch/programs/Makefile.in" || die "Makefile.in has no line $line"
done
[ "$(grep -c '^workstation_list.lo:' "$scratch/programs/Makefile.in")" = 1 ] ||
	die "the object of two programs does not have one rule"
cmp "$srcdir/checkconf/list.c" "$scratch/programs/workstation/workstation_list.c" ||
	die "the program's sources were not copied"

# the last file of the table, so that the others were judged before it
pristine missing
sed '/strcmp(cfg->module_conf, "iterator") != 0/d' \
	"$UNBOUND_SOURCE/smallapp/unbound-checkconf.c" \
	>"$scratch/missing/smallapp/unbound-checkconf.c"
refused missing 'smallapp/unbound-checkconf.c has the line "	if(strcmp(cfg->module_conf, "iterator") != 0" 0 times'

pristine closed
sed '/ACLs allow the recursion bit to be treated as set/d' \
	"$UNBOUND_SOURCE/daemon/worker.c" >"$scratch/closed/daemon/worker.c"
refused closed 'daemon/worker.c has the line "	 * ACLs allow the recursion bit to be treated as set. */" 0 times'

pristine twice
grep -F '#include "dns64/dns64.h"' "$UNBOUND_SOURCE/util/fptr_wlist.c" \
	>>"$scratch/twice/util/fptr_wlist.c"
refused twice 'util/fptr_wlist.c has the line "#include "dns64/dns64.h"" 2 times'

pristine incomplete
rm "$scratch/incomplete/Makefile.in"
refused incomplete 'incomplete/Makefile.in is missing'

mkdir "$scratch/empty"
refused empty 'is not an unpacked Unbound source tree'
echo "registration: all as it should be"
