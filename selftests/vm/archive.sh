# SPDX-License-Identifier: GPL-2.0
# Sourced after release.sh: packages of this Debian release, without installing one.
#
# apt works on lists of its own in the cache: they hold what the machine's own may
# lack, backports and another architecture, nothing on the machine changes, and it
# takes no root. Where the archive is, the machine's own sources say.

# archive_site [-security]: of the first of apt's sources that is Debian's
archive_site()
{
	names=$(echo "$releases" | sed 's/ /\\|/g')
	apt-get indextargets --format '$(COMPONENT) $(RELEASE) $(REPO_URI)' \
		'Created-By: Packages' |
		sed -n "s,^main \(${names}stable\|oldstable\)${1:-} ,,p" | head -n 1
}

# archive_sources FILE RELEASE: apt's sources for it
archive_sources()
{
	main=$(archive_site)
	[ -n "$main" ] || die "no Debian archive in apt's sources: add one"
	security=$(archive_site -security)
	keys=$(ls /usr/share/keyrings/debian-archive-keyring.* 2>/dev/null | head -n 1)
	signed="deb ${keys:+[signed-by=$keys]}"
	echo "$signed $main $2 main" >"$1"
	echo "$signed ${security:-${main%/}-security} $2-security main" >>"$1"
	case $(release_kernels "$2") in
	*newest*) echo "$signed $main $2-backports main" >>"$1" ;;
	esac
}

# archive_open CACHE ARCH: have package lists that are no older than a day
archive_open()
{
	here=$(machine_here)
	home=$1/apt/$(release_here)-$2
	archive=$home/apt.conf
	mkdir -p "$home/lists/partial" "$home/cache/archives/partial"
	# An empty list says that nothing is installed
	: >"$home/status"
	[ "$here" = "$2" ] || foreign="\"$2\";"
	cat >"$archive" <<-END
		Dir::State "$home";
		Dir::State::status "$home/status";
		Dir::Cache "$home/cache";
		Dir::Cache::pkgcache "pkgcache.bin";
		Dir::Etc::sourcelist "$home/sources.list";
		Dir::Etc::sourceparts "/dev/null";
		APT::Architecture "$here";
		APT::Architectures { "$here"; ${foreign:-} };
		APT::Sandbox::User "$(id -un)";
		Acquire::Languages "none";
	END
	[ -n "$(find "$home/updated" -mtime 0 2>/dev/null)" ] || archive_update
}

archive_update()
{
	say "Updating the lists of Debian packages"
	archive_sources "$home/sources.list" "$(release_here)"
	# It also succeeds where it could not reach anything, but for a warning.
	if apt-get -c "$archive" update -q -o APT::Update::Error-Mode=any \
		>"$home/update.log" 2>&1; then
		touch "$home/updated"
	elif [ -e "$home/updated" ]; then
		say "They are of $(date -r "$home/updated" +%F): $(archive_why "$home/update.log")"
		touch "$home/updated"
	else
		die "no lists of packages: $(archive_why "$home/update.log")"
	fi
}

# The first line in which apt complains
archive_why()
{
	grep -m 1 '^[EW]:' "$1" || tail -n 1 "$1"
}

# archive_names PATTERN: packages of such a name
archive_names()
{
	apt-cache -c "$archive" pkgnames | grep -x "$1" || true
}

# archive_versions PACKAGE...: lines "VERSION PACKAGE", the newest last
archive_versions()
{
	apt-cache -c "$archive" madison "$@" 2>/dev/null |
		sed 's/^ *\([^ ]*\) | *\([^ ]*\) .*/\2 \1/' | sort -uV
}

# archive_field NAME PACKAGE[=VERSION]: one field of its description
archive_field()
{
	apt-cache -c "$archive" show --no-all-versions "$2" 2>/dev/null |
		sed -n "s/^$1: //p"
}

# archive_depends PACKAGE PREFIX: the dependencies that start so
archive_depends()
{
	archive_field Depends "$1" | tr ',|' '\n\n' | sed 's/^ *//; s/ .*//' |
		grep "^$2" || true
}

# archive_closure PACKAGE...: these and all that they depend on, by names
archive_closure()
{
	apt-get -c "$archive" -s -o APT::Install-Recommends=false install "$@" 2>apt.log |
		sed -n 's/^Inst \([^ ]*\) .*/\1/p' | grep . ||
		die "cannot have $1: $(archive_why apt.log)"
}

# archive_download PACKAGE...: into this folder, which may have some of them
archive_download()
{
	apt-get -c "$archive" download "$@" >apt.log 2>&1 && return
	archive_update
	apt-get -c "$archive" download "$@" >apt.log 2>&1 ||
		die "cannot download $1: $(archive_why apt.log); the next call goes on from here"
}

# archive_unpack: all packages of this folder, and remove them
archive_unpack()
{
	for package in *.deb; do
		dpkg -x "$package" . 2>dpkg.log ||
			die "cannot unpack ${package%%_*}: $(tail -n 1 dpkg.log)"
		rm "$package"
	done
	rm -f apt.log dpkg.log
}
