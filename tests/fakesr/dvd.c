#include "config.h"
#include "tests/fakesr/node.h"

#include <errno.h>
#include <linux/cdrom.h>
#include <string.h>

/* DVD_READ_STRUCT: mmc_ioctl_dvd_read_struct() of cdrom.c, as far as discs without keys have structures. */

static uint32_t be24(const uint8_t *p)
{
	return (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
}

static int read_structure(struct system *s, struct file *f, uint8_t layer, uint8_t format, uint8_t *data, uint8_t len)
{
	const uint8_t cdb[12] = { 0xad, 0, 0, 0, 0, 0, layer, format, 0, len };
	struct scsi_sense sense;
	uint32_t got = 0;

	return scsi_command(s, f, cdb, sizeof cdb, data, len, &got, &sense) ? EIO : 0;
}

static int physical(struct system *s, struct file *f, dvd_struct *d)
{
	uint8_t data[21] = { 0 };
	const uint8_t *b = data + 4;
	struct dvd_layer *l;
	int e;

	if (d->physical.layer_num >= DVD_LAYERS)
		return EINVAL;
	e = read_structure(s, f, d->physical.layer_num, DVD_STRUCT_PHYSICAL, data, sizeof data);
	l = &d->physical.layer[d->physical.layer_num];
	memset(l, 0, sizeof *l);
	l->book_version = b[0] & 0x0f;
	l->book_type = b[0] >> 4 & 0x0f;
	l->min_rate = b[1] & 0x0f;
	l->disc_size = b[1] >> 4 & 0x0f;
	l->layer_type = b[2] & 0x0f;
	l->track_path = b[2] >> 4 & 1;
	l->nlayers = b[2] >> 5 & 3;
	l->track_density = b[3] & 0x0f;
	l->linear_density = b[3] >> 4 & 0x0f;
	l->start_sector = be24(b + 5);
	l->end_sector = be24(b + 9);
	l->end_sector_l0 = be24(b + 13);
	l->bca = b[16] >> 7;
	return e;
}

int dvd_structure(struct system *s, struct file *f, uint8_t *arg)
{
	uint8_t data[8] = { 0 };
	dvd_struct d;
	int e = EINVAL;

	memcpy(&d, arg, sizeof d);
	if (d.type == DVD_STRUCT_PHYSICAL) {
		e = physical(s, f, &d);
	} else if (d.type == DVD_STRUCT_COPYRIGHT) {
		e = read_structure(s, f, d.copyright.layer_num, DVD_STRUCT_COPYRIGHT, data, sizeof data);
		d.copyright.cpst = data[4];
		d.copyright.rmi = data[5];
	}
	memcpy(arg, &d, sizeof d);
	return e;
}
