/* orderctl doctor: whether the payment provider can be asked. */
/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <sys/stat.h>

#include "base/secret_file.h"
#include "ctl/doctor.h"
#include "ctl/doctor_report.h"
#include "net/fetch.h"

static bool check_secret(const char *setting, const char *path)
{
    char secret[SECRET_MOST];
    struct stat st;
    if (!secret_file_read(path, secret))
        return doctor_report(false, "payments", "%s: \"%s\" holds no secret that can be read",
                             setting, path);
    if (stat(path, &st) != 0 || (st.st_mode & 007) != 0)
        return doctor_report(false, "payments", "anybody may read %s: chmod o= it", path);
    return true;
}

bool doctor_payments(struct ctl *ctl)
{
    const struct conf *conf = &ctl->conf;
    if (strcmp(conf->payment_provider, "stripe") != 0)
        return doctor_report(true, "payments", "%s: no money is moved", conf->payment_provider);
    if (!fetch_is_safe(conf->stripe_url))
        return doctor_report(false, "payments", "stripe_url must be https");
    bool key = check_secret("stripe_key_file", conf->stripe_key_file);
    bool secret = check_secret("stripe_webhook_secret_file", conf->stripe_webhook_secret_file);
    return key && secret && doctor_report(true, "payments", "stripe at %s", conf->stripe_url);
}
