/* SPDX-License-Identifier: GPL-2.0 */
/* The ports by their numbers, and the registers behind them */
#define DISPI_INDEX         ((PUSHORT)0x1CE)
#define DISPI_DATA          ((PUSHORT)0x1CF)

#define DISPI_ID            0
#define DISPI_XRES          1
#define DISPI_YRES          2
#define DISPI_BPP           3
#define DISPI_ENABLE        4
#define DISPI_VIRT_WIDTH    6
#define DISPI_VIRT_HEIGHT   7
#define DISPI_X_OFFSET      8
#define DISPI_Y_OFFSET      9

#define DISPI_ID_LEAST      0xB0C0
#define DISPI_ON            0x41        // with a linear frame buffer
