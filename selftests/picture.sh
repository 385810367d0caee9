#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What a program presents stands on the device's own screen, pixel for pixel.
# Widths are multiples of 4: QEMU pads the lines of its PPM files to 4 bytes.

. "$(dirname "$0")/lib.sh"
need_device
need_host

# present NAME ADDRESS [OPTION...]: videoport-show; it saves what it presented
present()
{
	name=$1
	address=$2
	shift 2
	start "$name" presented "$here/videoport-show" -d "$(node "$address")" -n 5 \
		-s "$work/$name.ppm" "$@"
}

card()
{
	present card "$gpu" && shows "$gpu" picture-card "$work/card.ppm" && stop card
}

mode()
{
	present mode "$gpu" -m "$1" && shows "$gpu" "picture-$1" "$work/mode.ppm" &&
	same "width and height" "$(echo "$1" | tr x ' ')" "$(sed -n 2p "$work/mode.ppm")" &&
	stop mode
}

# A picture of so many colours that any byte out of place shows
many_colours()
{
	echo "P6 $1 $2 255"
	awk -v width="$1" -v height="$2" 'BEGIN {
		for (y = 0; y < height; y++)
			for (x = 0; x < width; x++)
				printf "%c%c%c", 1 + (x * 3 + y) % 127, 1 + (y * 5) % 127,
				       1 + (x * y / 7) % 127
	}'
}

# At the ring's own size nothing is scaled: the screen must equal the file itself.
own_size()
{
	many_colours 160 100 >"$work/source.ppm"
	{ printf 'P6\n160 100\n255\n'; tail -c 48000 "$work/source.ppm"; } >"$work/expected.ppm"
	present own "$gpu" -m 160x100 -i "$work/source.ppm" &&
	shows "$gpu" picture-own "$work/expected.ppm" && stop own
}

scaled()
{
	many_colours 150 100 >"$work/source.ppm"
	present scaled "$gpu" -m 1024x768 -i "$work/source.ppm" &&
	shows "$gpu" picture-scaled "$work/scaled.ppm" && stop scaled
}

animation_only()
{
	present many "$gpu" -m 800x600 -n 100 -r 8 &&
	shows "$gpu" picture-many "$work/many.ppm" && stop many
}

damaged()
{
	start damage presented "$here/damage" "$(node "$gpu")" "$work/damage.ppm" \
		"$1" 100 &&
	shows "$gpu" picture-damage "$work/damage.ppm" && stop damage
}

dark_after()
{
	present before "$gpu" -m 640x480 &&
	shows "$gpu" picture-before "$work/before.ppm" || return 1
	"$1" before || return 1
	await is_dark
}

is_dark()
{
	seen=$(screen_sum "$gpu" picture-dark) || return 0
	[ "$seen" != "$(sum "$work/before.ppm")" ]
}

# The screen follows a new ring of another size.
sizes_in_turn()
{
	for size in 1024x768 644x479 1024x768; do
		present turn "$gpu" -m $size && shows "$gpu" picture-turn "$work/turn.ppm" &&
		stop turn || return 1
	done
}

two_devices()
{
	second=$(bound_gpus | sed -n 2p)
	[ -n "$second" ] || { skip="one device only"; return; }
	present first "$gpu" -m 800x600 && present second "$second" -m 640x480 &&
	shows "$gpu" picture-first "$work/first.ppm" &&
	shows "$second" picture-second "$work/second.ppm" || return 1
	# Freeing one leaves the other.
	stop first && shows "$second" picture-second "$work/second.ppm" && stop second
}

two_at_work()
{
	second=$(bound_gpus | sed -n 2p)
	[ -n "$second" ] || { skip="one device only"; return; }
	"$here/damage" "$(node "$second")" "$work/other.ppm" 7 100 </dev/null >/dev/null 2>&1 &
	other=$!
	damaged 8 || return
	wait $other || fail "the other program failed"
}

# It names its device, as who copies it has one.
front_page()
{
	# An earlier test may have bound it while somebody had its file open.
	[ "$(node "$gpu")" = /dev/videoport0 ] || { unbind "$gpu" && bind "$gpu"; } || return
	[ "$(node "$gpu")" = /dev/videoport0 ] || { skip="/dev/videoport0 is another's"; return; }
	before=$(counter "$gpu" frames)
	"$here/front-page" || fail "it ended with status $?" || return
	same "frames" 256 $(($(counter "$gpu" frames) - before))
}

begin
check "the test card at the preferred mode" card
check "640x480" mode 640x480
check "1280x720" mode 1280x720
check "1372x772, lines of no round length" mode 1372x772
check "3840x2160" mode 3840x2160
check "a picture of the ring's own size, byte for byte" own_size
check "a picture scaled to the screen" scaled
check "the still picture after 100 frames of animation" animation_only
check "sizes one after the other" sizes_in_turn
check "rectangles of damage add up to the last frame" damaged 1
check "other rectangles" damaged 2
check "the screen goes dark when the ring is freed" dark_after stop
check "the screen goes dark when the program is killed" dark_after kill_program
check "two devices, two pictures" two_devices
check "two devices at work at once" two_at_work
check "the README's program presents its 256 frames" front_page
finish
