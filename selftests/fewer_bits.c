// SPDX-License-Identifier: GPL-2.0
/*
 * fewer-bits RED GREEN BLUE [shifted|palette]: a PPM file (P6) as a screen shows it that
 * has so many bits of each colour; standard input to standard output. A device fills the
 * rest up with the highest bits again; or leaves it 0; or has a palette of colours at even
 * distances, which a VGA keeps with 6 bits and shows with the lowest one three times.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned char filled(unsigned int kept, unsigned int bits)
{
	unsigned int full = 0;

	for (int at = 8 - bits; at > -(int)bits; at -= bits)
		full |= at >= 0 ? kept << at : kept >> -at;
	return full;
}

static unsigned char of_palette(unsigned int kept, unsigned int bits)
{
	unsigned int six = kept * 255 / ((1 << bits) - 1) >> 2;

	return six << 2 | (six & 1) * 3;
}

static unsigned char fewer(unsigned char value, unsigned int bits, const char *how)
{
	unsigned int kept = value >> (8 - bits);

	if (!strcmp(how, "palette"))
		return of_palette(kept, bits);
	return strcmp(how, "shifted") ? filled(kept, bits) : kept << (8 - bits);
}

int main(int argc, char **argv)
{
	unsigned int width, height, bits[3];
	int value;

	if (argc < 4 || scanf("P6 %u %u 255", &width, &height) != 2 || getchar() != '\n')
		errx(1, "RED GREEN BLUE [shifted], and a PPM file");
	for (int i = 0; i < 3; i++) {
		bits[i] = atoi(argv[1 + i]);
		if (bits[i] < 1 || bits[i] > 8)
			errx(1, "%s bits", argv[1 + i]);
	}
	printf("P6\n%u %u\n255\n", width, height);
	for (unsigned long i = 0; i < 3ul * width * height; i++) {
		value = getchar();
		if (value == EOF)
			errx(1, "not a whole PPM file");
		putchar(fewer(value, bits[i % 3], argc > 4 ? argv[4] : ""));
	}
	return fflush(stdout) ? 1 : 0;
}
