#include "config.h"
#include "tests/fakesr/node.h"

#include <errno.h>
#include <linux/cdrom.h>
#include <linux/fs.h>
#include <scsi/sg.h>
#include <string.h>

/* ioctls: drivers/cdrom/cdrom.c, drivers/scsi/sr_ioctl.c, scsi_ioctl.c, block/ioctl.c. */

#define SG_VERSION 30527	/* sg_version_num of scsi_ioctl.c */
#define EVERYTHING (CDC_CLOSE_TRAY | CDC_OPEN_TRAY | CDC_LOCK | CDC_SELECT_SPEED | CDC_SELECT_DISC | CDC_MULTI_SESSION | \
		    CDC_MCN | CDC_MEDIA_CHANGED | CDC_PLAY_AUDIO | CDC_RESET | CDC_DRIVE_STATUS | CDC_GENERIC_PACKET | \
		    CDC_CD_R | CDC_CD_RW | CDC_DVD | CDC_DVD_R | CDC_DVD_RAM | CDC_MRW | CDC_MRW_W | CDC_RAM)

static uint32_t be16(const uint8_t *p)
{
	return (uint32_t)p[0] << 8 | p[1];
}

static uint32_t be32(const uint8_t *p)
{
	return be16(p) << 16 | be16(p + 2);
}

static void put_int(uint8_t *data, int n)
{
	memcpy(data, &n, sizeof n);
}

/* GET EVENT STATUS NOTIFICATION, media class (MMC-6 6.7.2.5): the second byte of the event, or -1. */
static int media_event(struct system *s, struct file *f)
{
	static const uint8_t cdb[10] = { 0x4a, 1, 0, 0, 1 << 4, 0, 0, 0, 8 };
	struct scsi_sense sense;
	uint8_t data[8] = { 0 };
	uint32_t got;

	if (scsi_command(s, f, cdb, sizeof cdb, data, sizeof data, &got, &sense) != 0 || got < 8 || be16(data) < 6 ||
	    (data[2] & 0x80) || (data[2] & 7) != 4)
		return -1;
	return data[5];
}

/* sr_drive_status() */
static int drive_status(struct system *s, struct file *f)
{
	struct scsi_sense sense = { 0 };
	int e, media;

	pthread_mutex_lock(&f->node->queue);
	e = scsi_ready(s, f->node, f->generation, &sense);
	pthread_mutex_unlock(&f->node->queue);
	if (e == ENODEV)
		return -1;
	if (e == 0)
		return CDS_DISC_OK;
	if (sense.key == 2 && sense.asc == 0x04 && sense.ascq == 0x01)
		return CDS_DRIVE_NOT_READY;
	media = media_event(s, f);
	if (media >= 0)
		return media & 2 ? CDS_DISC_OK : media & 1 ? CDS_TRAY_OPEN : CDS_NO_DISC;
	if (sense.key == 2 && sense.asc == 0x3a)
		return sense.ascq == 1 ? CDS_NO_DISC : CDS_TRAY_OPEN;
	return CDS_NO_INFO;
}

/* READ TOC/PMA/ATIP, format 0, in MSF: 12 bytes for the header alone. */
static int read_toc(struct system *s, struct file *f, uint8_t track, uint8_t *data, uint32_t len)
{
	uint8_t cdb[10] = { 0x43, 2, 0, 0, 0, 0, track, (uint8_t)(len >> 8), (uint8_t)len };
	struct scsi_sense sense;
	uint32_t got = 0;
	int e = scsi_command(s, f, cdb, sizeof cdb, data, len, &got, &sense);

	return e ? e : got < 4 ? EIO : 0;
}

/* cdrom_count_tracks() and CDROM_DISC_STATUS */
static int disc_status(struct system *s, struct file *f)
{
	uint8_t toc[804];
	int audio = 0, data = 0;
	int e;

	memset(toc, 0, sizeof toc);
	e = read_toc(s, f, 0, toc, sizeof toc);
	if (e)
		return e == ENOMEDIUM ? CDS_NO_DISC : CDS_NO_INFO;
	for (uint32_t i = 4; i + 8 <= be16(toc) + 2 && i + 8 <= sizeof toc; i += 8) {
		if (toc[i + 2] == CDROM_LEADOUT)
			continue;
		data += (toc[i + 1] & CDROM_DATA_TRACK) != 0;
		audio += (toc[i + 1] & CDROM_DATA_TRACK) == 0;
	}
	return audio && data ? CDS_MIXED : audio ? CDS_AUDIO : data ? CDS_DATA_1 : CDS_NO_INFO;
}

/* get_capabilities() of sr.c: from mode page 2Ah */
static int capability(struct system *s, struct file *f)
{
	static const uint8_t cdb[10] = { 0x5a, 0, 0x2a, 0, 0, 0, 0, 0, 128 };
	struct scsi_sense sense;
	uint8_t data[128] = { 0 };
	uint32_t got = 0, n;
	int mask = 0;

	if (scsi_command(s, f, cdb, sizeof cdb, data, sizeof data, &got, &sense) != 0)
		return EVERYTHING & ~(CDC_CD_R | CDC_CD_RW | CDC_DVD_R | CDC_DVD | CDC_DVD_RAM | CDC_SELECT_DISC |
				      CDC_SELECT_SPEED | CDC_MRW | CDC_MRW_W | CDC_RAM);
	n = 8 + be16(data + 6);
	if (n + 22 > sizeof data)
		return EVERYTHING;
	mask |= data[n + 6] >> 5 ? 0 : CDC_CLOSE_TRAY;
	mask |= data[n + 2] & 0x08 ? 0 : CDC_DVD;
	mask |= data[n + 3] & 0x20 ? 0 : CDC_DVD_RAM | CDC_RAM;
	mask |= data[n + 3] & 0x10 ? 0 : CDC_DVD_R;
	mask |= data[n + 3] & 0x02 ? 0 : CDC_CD_RW;
	mask |= data[n + 3] & 0x01 ? 0 : CDC_CD_R;
	mask |= data[n + 6] & 0x08 ? 0 : CDC_OPEN_TRAY;
	mask |= data[n + 6] >> 5 == 4 || data[n + 6] >> 5 == 5 ? 0 : CDC_SELECT_DISC;
	return EVERYTHING & ~(mask | CDC_MRW | CDC_MRW_W);
}

/* ioctl_internal_command(): the value of the call is the command's result. A unit attention counts as success. */
static int internal(struct system *s, struct file *f, const uint8_t cdb[6], int64_t *value)
{
	struct wire_command c = { .cdb_len = 6, .timeout_ms = 60000 };
	struct scsi_sense sense;
	int e;

	memcpy(c.cdb, cdb, 6);
	pthread_mutex_lock(&f->node->queue);
	e = scsi_run(s, f->node, f->generation, &c, NULL);
	sense = scsi_decode(&c);
	if (e == EIO && sense.key == 6)
		f->node->stale = true;
	pthread_mutex_unlock(&f->node->queue);
	if (e == ENODEV)
		return e;
	*value = e == 0 || sense.key == 6 ? 0 : (int64_t)(c.host_status << 16 | c.status);
	return 0;
}

static int start_stop(struct system *s, struct file *f, uint8_t what, int64_t *value)
{
	const uint8_t cdb[6] = { 0x1b, 0, 0, 0, what };

	return internal(s, f, cdb, value);
}

int uniform_door(struct system *s, struct file *f, bool lock)
{
	const uint8_t cdb[6] = { 0x1e, 0, 0, 0, lock };
	int64_t value = 0;
	int e = internal(s, f, cdb, &value);

	return e ? e : value ? EIO : 0;
}

/* cdrom_ioctl_lock_door() */
static int lock_door(struct system *s, struct file *f, bool lock, int others)
{
	if (!lock && others && !s->superuser)
		return EBUSY;
	pthread_mutex_lock(&s->lock);
	f->node->keep_locked = lock;
	pthread_mutex_unlock(&s->lock);
	return uniform_door(s, f, lock);
}

static int media_changed(struct system *s, struct file *f, int64_t *value)
{
	struct scsi_sense sense;

	(void)media_event(s, f);
	pthread_mutex_lock(&f->node->queue);
	(void)scsi_ready(s, f->node, f->generation, &sense);
	pthread_mutex_unlock(&f->node->queue);
	pthread_mutex_lock(&s->lock);
	*value = f->node->changes != f->node->changes_told;
	f->node->changes_told = f->node->changes;
	pthread_mutex_unlock(&s->lock);
	return 0;
}

static int select_speed(struct system *s, struct file *f, int32_t times)
{
	unsigned speed = times > 0 && times < 0xffff / 177 ? (unsigned)times * 177 : 0xffff;
	const uint8_t cdb[12] = { 0xbb, 0, (uint8_t)(speed >> 8), (uint8_t)speed, 0xff, 0xff };
	struct scsi_sense sense;

	return scsi_command(s, f, cdb, sizeof cdb, NULL, 0, NULL, &sense) ? EIO : 0;
}

static int toc_entry(struct system *s, struct file *f, uint8_t *arg)
{
	struct cdrom_tocentry t;
	uint8_t data[12] = { 0 };
	int e;

	memcpy(&t, arg, sizeof t);
	if (t.cdte_format != CDROM_MSF && t.cdte_format != CDROM_LBA)
		return EINVAL;
	e = read_toc(s, f, t.cdte_track, data, sizeof data);
	if (e)
		return e;
	t.cdte_adr = data[5] >> 4 & 15;
	t.cdte_ctrl = data[5] & 15;
	t.cdte_datamode = data[5] & CDROM_DATA_TRACK ? 1 : 0;
	if (t.cdte_format == CDROM_LBA)
		t.cdte_addr.lba = ((data[9] * CD_SECS) + data[10]) * CD_FRAMES + data[11] - CD_MSF_OFFSET;
	else
		t.cdte_addr.msf = (struct cdrom_msf0){ .minute = data[9], .second = data[10], .frame = data[11] };
	memcpy(arg, &t, sizeof t);
	return 0;
}

/* sr_cd_check(): where the last session begins; 0 when there is but one. */
static int multisession(struct system *s, struct file *f, uint8_t *arg)
{
	static const uint8_t cdb[10] = { 0x43, 0, 1, 0, 0, 0, 0, 0, 12 };
	struct cdrom_multisession m;
	struct scsi_sense sense;
	uint8_t data[12] = { 0 };
	uint32_t got = 0, lsn = 0;
	uint8_t format;
	int e;

	memcpy(&m, arg, sizeof m);
	format = m.addr_format;
	if (format != CDROM_MSF && format != CDROM_LBA)
		return EINVAL;
	e = scsi_command(s, f, cdb, sizeof cdb, data, sizeof data, &got, &sense);
	if (e)
		return e;
	if (be16(data) >= 0x0a && data[6] > 1)
		lsn = be32(data + 8);
	memset(&m, 0, sizeof m);
	m.xa_flag = lsn > 0;
	m.addr_format = format;
	if (format == CDROM_LBA)
		m.addr.lba = (int)lsn;
	else
		m.addr.msf = (struct cdrom_msf0){ .minute = (uint8_t)((lsn + CD_MSF_OFFSET) / (CD_SECS * CD_FRAMES)),
						  .second = (uint8_t)((lsn + CD_MSF_OFFSET) / CD_FRAMES % CD_SECS),
						  .frame = (uint8_t)((lsn + CD_MSF_OFFSET) % CD_FRAMES) };
	memcpy(arg, &m, sizeof m);
	return 0;
}

/* mmc_ioctl_cdrom_read_data() */
static int read_frame(struct system *s, struct file *f, unsigned long command, uint8_t *arg)
{
	struct cdrom_msf at;
	struct scsi_sense sense;
	uint32_t len = command == CDROMREADRAW ? CD_FRAMESIZE_RAW : command == CDROMREADMODE1 ? CD_FRAMESIZE : CD_FRAMESIZE_RAW0;
	int32_t lsn;
	uint32_t got = 0;
	int e;

	memcpy(&at, arg, sizeof at);
	lsn = (at.cdmsf_min0 * CD_SECS + at.cdmsf_sec0) * CD_FRAMES + at.cdmsf_frame0 - CD_MSF_OFFSET;
	if (lsn < 0)
		return EINVAL;
	e = scsi_command(s, f, (const uint8_t[12]){ 0xbe, command == CDROMREADMODE1 ? 2 << 2 : 0, (uint8_t)(lsn >> 24),
						    (uint8_t)(lsn >> 16), (uint8_t)(lsn >> 8), (uint8_t)lsn, 0, 0, 1,
						    len == CD_FRAMESIZE_RAW ? 0xf8 : len == CD_FRAMESIZE ? 0x10 : 0x58 },
			 12, arg, len, &got, &sense);
	return e == ENODEV ? e : e || got < len ? EIO : 0;
}

/* sr_get_mcn() */
static int catalogue(struct system *s, struct file *f, uint8_t *arg)
{
	static const uint8_t cdb[10] = { 0x42, 0, 0x40, 2, 0, 0, 0, 0, 24 };
	struct scsi_sense sense;
	struct cdrom_mcn mcn = { { 0 } };
	uint8_t data[24] = { 0 };
	uint32_t got = 0;
	int e = scsi_command(s, f, cdb, sizeof cdb, data, sizeof data, &got, &sense);

	memcpy(mcn.medium_catalog_number, data + 9, 13);
	memcpy(arg, &mcn, sizeof mcn);
	return e;
}

/* mmc_ioctl_cdrom_subchannel() */
static int subchannel(struct system *s, struct file *f, uint8_t *arg)
{
	static const uint8_t cdb[10] = { 0x42, 2, 0x40, 1, 0, 0, 0, 0, 16 };
	struct cdrom_subchnl q;
	struct scsi_sense sense;
	uint8_t data[16] = { 0 };
	uint32_t got = 0;
	int e;

	memcpy(&q, arg, sizeof q);
	e = scsi_command(s, f, cdb, sizeof cdb, data, sizeof data, &got, &sense);
	if (e)
		return EIO;
	q.cdsc_audiostatus = data[1];
	q.cdsc_ctrl = data[5] & 0x0f;
	q.cdsc_trk = data[6];
	q.cdsc_ind = data[7];
	if (q.cdsc_format == CDROM_LBA) {
		q.cdsc_absaddr.lba = ((data[9] * CD_SECS) + data[10]) * CD_FRAMES + data[11] - CD_MSF_OFFSET;
		q.cdsc_reladdr.lba = ((data[13] * CD_SECS) + data[14]) * CD_FRAMES + data[15];
	} else {
		q.cdsc_absaddr.msf = (struct cdrom_msf0){ data[9], data[10], data[11] };
		q.cdsc_reladdr.msf = (struct cdrom_msf0){ data[13], data[14], data[15] };
	}
	memcpy(arg, &q, sizeof q);
	return 0;
}

/* cdrom_get_last_written(), by the table of contents */
static int last_written(struct system *s, struct file *f, uint8_t *arg)
{
	struct cdrom_tocentry t = { .cdte_track = CDROM_LEADOUT, .cdte_format = CDROM_LBA };
	uint8_t room[sizeof t];
	long last;
	int e;

	memcpy(room, &t, sizeof t);
	e = toc_entry(s, f, room);
	memcpy(&t, room, sizeof t);
	last = t.cdte_addr.lba;
	memcpy(arg, &last, sizeof last);
	return e;
}

/* What needs no command. False: it is none of these. */
static bool of_the_node(struct system *s, struct file *f, unsigned long command, uint8_t *data, int64_t *value)
{
	struct node *n = f->node;
	int64_t capacity;

	pthread_mutex_lock(&n->queue);
	capacity = n->capacity;
	pthread_mutex_unlock(&n->queue);
	switch (command) {
	case SG_GET_VERSION_NUM: put_int(data, SG_VERSION); return true;
	case SG_GET_TIMEOUT: *value = 60 * 100; return true;
	case SG_SET_TIMEOUT: return true;
	case SG_SET_RESERVED_SIZE: return true;
	case SG_GET_RESERVED_SIZE: put_int(data, (int)scsi_max_bytes(n)); return true;
	case SG_EMULATED_HOST: put_int(data, 1); return true;
	case WIRE_GET_IDLUN: put_int(data, n->drive << 24); put_int(data + 4, 0); return true;
	case WIRE_GET_BUS_NUMBER: put_int(data, n->drive); return true;
	case BLKGETSIZE64: memcpy(data, &(uint64_t){ (uint64_t)capacity * 512 }, sizeof(uint64_t)); return true;
	case BLKGETSIZE: memcpy(data, &(unsigned long){ (unsigned long)capacity }, sizeof(unsigned long)); return true;
	case BLKSSZGET: case BLKPBSZGET: case BLKBSZGET: put_int(data, FRAME); return true;
	case BLKSECTGET: memcpy(data, &(unsigned short){ (unsigned short)(scsi_max_bytes(n) / 512) }, 2); return true;
	case BLKROGET: put_int(data, 0); return true;
	case BLKRAGET: memcpy(data, &(long){ 256 }, sizeof(long)); return true;
	case BLKFLSBUF:
		pthread_mutex_lock(&n->queue);
		block_forget(n);
		pthread_mutex_unlock(&n->queue);
		return true;
	case CDROM_CHANGER_NSLOTS: *value = 1; return true;
	default: (void)s; return false;
	}
}

int uniform_ioctl(struct system *s, struct file *f, const struct wire_ioctl *row, int32_t number, uint8_t *data,
		  int64_t *value)
{
	struct node *n = f->node;
	int others, e;

	*value = 0;
	pthread_mutex_lock(&s->lock);
	e = n->minor >= 0 && n->generation == f->generation ? 0 : ENODEV;
	others = n->openers - 1;
	pthread_mutex_unlock(&s->lock);
	if (e || of_the_node(s, f, row->command, data, value))
		return e;
	switch (row->command) {
	case CDROM_DRIVE_STATUS: *value = drive_status(s, f); return *value < 0 ? ENODEV : 0;
	case CDROM_DISC_STATUS: *value = disc_status(s, f); return 0;
	case CDROM_GET_CAPABILITY: *value = capability(s, f); return 0;
	case CDROM_MEDIA_CHANGED: return media_changed(s, f, value);
	case CDROMEJECT: return start_stop(s, f, 2, value);
	case CDROMCLOSETRAY: return start_stop(s, f, 3, value);
	case CDROMSTART: return start_stop(s, f, 1, value);
	case CDROMSTOP: return start_stop(s, f, 0, value);
	case CDROM_LOCKDOOR: return lock_door(s, f, number != 0, others);
	case CDROM_SELECT_SPEED: return select_speed(s, f, number);
	case CDROMRESET: return s->superuser ? 0 : EACCES;
	case CDROMEJECT_SW: n->options = (n->options & ~(CDO_AUTO_CLOSE | CDO_AUTO_EJECT)) |
					 (number ? CDO_AUTO_CLOSE | CDO_AUTO_EJECT : 0); return 0;
	case CDROM_SET_OPTIONS: *value = n->options |= number; return 0;
	case CDROM_CLEAR_OPTIONS: *value = n->options &= ~number; return 0;
	case CDROM_GET_MCN: return catalogue(s, f, data);
	case CDROMREADTOCENTRY: return toc_entry(s, f, data);
	case CDROMMULTISESSION: return multisession(s, f, data);
	case CDROMSUBCHNL: return subchannel(s, f, data);
	case DVD_READ_STRUCT: return dvd_structure(s, f, data);
	case CDROM_LAST_WRITTEN: return last_written(s, f, data);
	case CDROMREADRAW: case CDROMREADMODE1: case CDROMREADMODE2: return read_frame(s, f, row->command, data);
	case CDROMREADTOCHDR: {
		uint8_t toc[12] = { 0 };

		e = read_toc(s, f, 0, toc, sizeof toc);
		data[0] = toc[2];
		data[1] = toc[3];
		return e;
	}
	default: return EINVAL;
	}
}
