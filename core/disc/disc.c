#include "config.h"
#include "disc/disc.h"

#include <string.h>
#include <strings.h>

static const struct {
	const char *name;
	int ecc_unit;
} kinds[] = {
	[DISC_UNKNOWN] = { "disc", 1 },
	[DISC_CD] = { "CD", 1 },
	[DISC_DVD] = { "DVD", 16 },
	[DISC_BD] = { "BD", 32 },
};

const char *disc_kind_name(enum disc_kind kind)
{
	return kinds[kind].name;
}

/* MMC-6 table 94; the ways of writing that share a name are not told apart. */
static const struct {
	uint16_t profile;
	const char *name;
} profiles[] = {
	{ 0x0008, "CD-ROM" },
	{ 0x0009, "CD-R" },
	{ 0x000a, "CD-RW" },
	{ 0x0010, "DVD-ROM" },
	{ 0x0011, "DVD-R" },
	{ 0x0012, "DVD-RAM" },
	{ 0x0013, "DVD-RW" },
	{ 0x0014, "DVD-RW" },
	{ 0x0015, "DVD-R DL" },
	{ 0x0016, "DVD-R DL" },
	{ 0x0017, "DVD-RW DL" },
	{ 0x0018, "DVD-Download" },
	{ 0x001a, "DVD+RW" },
	{ 0x001b, "DVD+R" },
	{ 0x002a, "DVD+RW DL" },
	{ 0x002b, "DVD+R DL" },
	{ 0x0040, "BD-ROM" },
	{ 0x0041, "BD-R" },
	{ 0x0042, "BD-R" },
	{ 0x0043, "BD-RE" },
	{ 0x0050, "HD DVD-ROM" },
	{ 0x0051, "HD DVD-R" },
	{ 0x0052, "HD DVD-RAM" },
	{ 0x0053, "HD DVD-RW" },
	{ 0x0058, "HD DVD-R DL" },
	{ 0x005a, "HD DVD-RW DL" },
};

const char *disc_profile_name(uint16_t profile)
{
	for (unsigned i = 0; i < ARRAY_LEN(profiles); i++)
		if (profiles[i].profile == profile)
			return profiles[i].name;
	return "";
}

const char *disc_name(enum disc_kind kind, uint16_t profile)
{
	const char *name = disc_profile_name(profile);

	return *name ? name : disc_kind_name(kind);
}

bool disc_kind_parse(const char *text, enum disc_kind *out)
{
	for (unsigned i = DISC_CD; i < ARRAY_LEN(kinds); i++)
		if (strcasecmp(text, kinds[i].name) == 0) {
			*out = (enum disc_kind)i;
			return true;
		}
	return false;
}

int disc_ecc_unit(enum disc_kind kind)
{
	return kinds[kind].ecc_unit;
}

enum disc_kind disc_kind_for(int32_t sectors)
{
	return sectors <= 450000 ? DISC_CD : sectors <= 4500000 ? DISC_DVD : DISC_BD;
}

/* Copies a blank-padded field (ECMA-119 7.4) and cuts the padding. */
static void copy_field(char *out, const uint8_t *field, size_t len)
{
	while (len > 0 && (field[len - 1] == ' ' || field[len - 1] == '\0'))
		len--;
	memcpy(out, field, len);
	out[len] = '\0';
}

struct volume_id volume_id_from(const uint8_t s[2048])
{
	struct volume_id id = { 0 };
	uint32_t space = s[80] | (uint32_t)s[81] << 8 | (uint32_t)s[82] << 16 | (uint32_t)s[83] << 24;

	if (s[0] != 1 || memcmp(s + 1, "CD001", 5) != 0)
		return id;
	id.found = true;
	copy_field(id.label, s + 40, 32);
	copy_field(id.created, s + 813, 16);
	if (id.created[0] == '0' && strspn(id.created, "0") == strlen(id.created))
		id.created[0] = '\0';	/* ECMA-119 8.4.26.1: all zeros is "not specified" */
	id.sectors = space <= INT32_MAX ? (int32_t)space : 0;
	return id;
}
