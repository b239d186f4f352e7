/* The hottest phase of the hard case in C: each direct-fire weapon weighs the enemies in its unit's view and keeps the
   two most promising (khasan/kernels/phase_choose.py, best_in_view), for targets that are no vehicles. Same
   algorithm, same order of operations, same inputs; blocks are laid out as khasan lays them out. */

#include <math.h>
#include <stdint.h>

#define CLOSEST_M 25.0 /* fire.CLOSEST_M */

typedef struct {
    int64_t units, near_width, weapons, ranges, slots;
    int64_t columns;
    const int32_t *near, *listed, *ready, *weapon_of, *working, *role, *order, *men, *limits, *armoured, *under_way;
    const double *aim, *weapon, *by_range, *frontage, *depth;
    const double *by_distance, *spot, *then_q, *then_r, *moving, *free_until, *free_from;
    double visibility, hex_m, defence_m, threat, near_m, moving_fire;
    int64_t guns, assault, hold, closing, seen, called, lethal, dispersion, hit, half, max_m, effective_m, indirect;
    int64_t least_row, most_row, effective_row, threat_row, lit, defence, fastest, parts;
    double footprint_least, too_short, gauss;
} Input;

static double larger(double a, double b) { return b > a ? b : a; } /* fmax would be a call */
static double smaller(double a, double b) { return b < a ? b : a; }

static double apart(double dq, double dr) { return larger(larger(fabs(dq), fabs(dr)), fabs(dq + dr)); }

/* one unit's chance to fire at another in a step: phase_passage.passing */
typedef struct {
    double near, far, now, moving, after;
} Way;

static void spread_m(double hexes, double hex_m, double *low, double *high) {
    double middle = larger(CLOSEST_M, hexes * hex_m);
    double half = smaller(0.5 * hex_m, middle - CLOSEST_M);
    *low = middle - half, *high = middle + half;
}

static double mean_hit(const Input *in, int64_t weapon, double hexes) {
    double low, high, p = in->weapon[in->hit * in->weapons + weapon], half = in->weapon[in->half * in->weapons + weapon];
    spread_m(hexes, in->hex_m, &low, &high);
    if (high <= low) return low <= in->visibility ? p / (1.0 + (low / half) * (low / half)) : 0.0;
    double top = smaller(high, in->visibility);
    if (top <= low) return 0.0;
    return p * half * (atan(top / half) - atan(low / half)) / (high - low);
}

static double read_off(const Input *in, const double *values, double hexes) {
    double at = hexes * in->parts;
    int64_t k = (int64_t)at;
    if (k + 1 >= in->columns) return k + 1 == in->columns ? values[k] : 0.0;
    return values[k] + (at - k) * (values[k + 1] - values[k]);
}

static double summed(const Input *in, const double *values, const double *sums, double hexes) {
    double at = hexes * in->parts;
    int64_t k = (int64_t)at;
    if (k + 1 >= in->columns) return sums[in->columns - 1];
    double part = at - k;
    return sums[k] + part * (values[k] + 0.5 * part * (values[k + 1] - values[k])) / in->parts;
}

static double hit_chance(const Input *in, int64_t weapon, double near, double far) {
    double low, high;
    spread_m(far, in->hex_m, &low, &high);
    if (in->visibility >= smaller(in->weapon[in->max_m * in->weapons + weapon], high)) {
        const double *values = in->by_distance + weapon * in->columns;
        const double *sums = in->by_distance + (in->weapons + weapon) * in->columns;
        if (far - near < in->too_short) return read_off(in, values, near);
        return (summed(in, values, sums, far) - summed(in, values, sums, near)) / (far - near);
    }
    spread_m(near, in->hex_m, &low, &high);
    if (in->visibility <= low) return 0.0;
    double middle = 0.5 * (near + far), half = 0.5 * (far - near) * in->gauss;
    double one = middle - half, two = middle + half, chance = mean_hit(in, weapon, one);
    return two > one ? 0.5 * (chance + mean_hit(in, weapon, two)) : chance;
}

static int stands_to_fire(const Input *in, int64_t unit) {
    return in->role[unit] != in->assault && in->armoured[unit] == 0;
}

static double then_of(const Input *in, const double *then, const double *now, int64_t unit) {
    return in->moving[unit] > 0.0 ? then[unit] : now[unit];
}

static Way passing(const Input *in, int64_t shooter, int64_t target, int64_t hexes, double limit) {
    const double *q = in->spot, *r = in->spot + in->units;
    double ends = smaller(in->free_until[shooter], in->free_until[target]);
    double begins = larger(in->free_from[shooter], in->free_from[target]);
    if (in->under_way[shooter] + in->under_way[target] == 0)
        return (Way){hexes, hexes, hexes, 0.0, larger(0.0, ends - begins)};
    double now = apart(q[target] - q[shooter], r[target] - r[shooter]);
    if (stands_to_fire(in, shooter)) begins = larger(begins, in->moving[shooter]);
    double moves = larger(in->moving[shooter], in->moving[target]);
    double after = now <= limit ? larger(0.0, ends - larger(moves, begins)) : 0.0;
    double until = smaller(ends, moves);
    if (until <= begins) return (Way){now, now, now, 0.0, after};
    double then = apart(
        then_of(in, in->then_q, q, target) - then_of(in, in->then_q, q, shooter),
        then_of(in, in->then_r, r, target) - then_of(in, in->then_r, r, shooter));
    double first = then + (now - then) * begins / moves, last = then + (now - then) * until / moves;
    double near = smaller(first, last), far = larger(first, last), inside = 1.0;
    if (far > limit) inside = limit > near ? (limit - near) / (far - near) : 0.0;
    double itself = smaller(1.0, larger(0.0, in->moving[shooter] - begins) / (until - begins));
    double on_the_way = inside * (until - begins) * (1.0 - itself * (1.0 - in->moving_fire));
    return (Way){near, smaller(far, larger(near, limit)), now, on_the_way, after};
}

static double screen_of(const Input *in, int64_t what, int64_t target, const Way *way) {
    double rest = in->aim[what * in->units + target];
    if (in->moving[target] <= 0.0 || way->moving <= 0.0) return rest;
    double going = in->aim[(2 + what) * in->units + target];
    return (way->moving * going + way->after * rest) / (way->moving + way->after);
}

static double a_round(const Input *in, int64_t weapon, int64_t target, const Way *way) {
    double lethal = in->weapon[in->lethal * in->weapons + weapon];
    if (lethal > 0.0) {
        double ground = larger(in->footprint_least, in->frontage[target] * in->depth[target]);
        double radius = in->weapon[in->dispersion * in->weapons + weapon];
        double share = ground / (ground + 2.0 * M_PI * radius * radius);
        return share * (lethal * in->men[target] / ground) * screen_of(in, 1, target, way);
    }
    double effect = 0.0;
    if (way->moving > 0.0) {
        int64_t row = in->moving[target] > 0.0 ? 2 : 0;
        effect = way->moving * hit_chance(in, weapon, way->near, way->far) * in->aim[row * in->units + target];
    }
    if (way->after > 0.0) effect += way->after * hit_chance(in, weapon, way->now, way->now) * in->aim[target];
    return effect / (way->moving + way->after);
}

static double promise_of(const Input *in, int64_t shooter, int64_t weapon, int64_t target, int64_t hexes, double limit) {
    Way way = passing(in, shooter, target, hexes, limit);
    double time = way.moving + way.after;
    if (time <= 0.0) return 0.0;
    double worth = a_round(in, weapon, target, &way);
    if (way.moving <= 0.0 && way.now == hexes)
        return time * worth * in->by_range[in->threat_row * in->ranges + hexes];
    double mean_m = in->hex_m * (0.5 * (way.near + way.far) * way.moving + way.now * way.after) / time;
    return time * worth * (1.0 + in->threat / (1.0 + mean_m / in->near_m));
}

/* out: f8[unit, slot, 4] first and second target, their promise; returns the pairs weighed */
__attribute__((noinline)) static int64_t choose_once(const Input *in, double *out) {
    int64_t pairs = 0;
    for (int64_t unit = 0; unit < in->units; unit++) {
        for (int64_t slot = 0; slot < in->slots; slot++) {
            double *said = out + (unit * in->slots + slot) * 4;
            said[0] = said[1] = -1.0;
            said[2] = said[3] = 0.0;
            int64_t weapon = in->weapon_of[slot * in->units + unit];
            if (weapon < 0 || in->working[slot * in->units + unit] <= 0) continue;
            int64_t most = in->limits[in->most_row * in->weapons + weapon];
            int64_t least = in->limits[in->least_row * in->weapons + weapon];
            int guns = in->role[unit] == in->guns, pressing = guns && in->order[unit] != in->hold;
            int64_t direct = in->lit < most ? in->lit : most;
            int64_t effective = in->limits[in->effective_row * in->weapons + weapon];
            if (!pressing && effective < direct) direct = effective;
            int64_t called = -1, lowest = in->closing;
            double max_m = in->weapon[in->max_m * in->weapons + weapon], reach_m = smaller(max_m, in->visibility);
            if (!pressing) reach_m = smaller(reach_m, in->weapon[in->effective_m * in->weapons + weapon]);
            if (in->weapon[in->indirect * in->weapons + weapon] >= 0.5) {
                called = most, lowest = in->seen;
                if (guns && !pressing && in->defence < called) called = in->defence;
                reach_m = larger(reach_m, guns && !pressing ? smaller(max_m, in->defence_m) : max_m);
            }
            double limit = reach_m / in->hex_m + 0.5;
            int64_t reach = (direct > called ? direct : called) + in->under_way[unit] + in->fastest;
            const int32_t *near = in->near + unit * in->near_width;
            for (int64_t k = 0; k < in->listed[unit]; k++) {
                int32_t key = near[k];
                int64_t hexes = key >> 22, target = (key >> 1) & 0x1FFFFF;
                if (hexes > reach) break;
                int32_t ready = in->ready[target];
                if (hexes < least || ready < lowest) continue;
                int64_t coming = in->under_way[unit] + in->under_way[target];
                if (((key & 1) || hexes > direct + coming) && (ready != in->called || hexes > called)) continue;
                pairs++;
                double promise = promise_of(in, unit, weapon, target, hexes, limit);
                if (promise > said[2]) {
                    said[1] = said[0], said[3] = said[2];
                    said[0] = target, said[2] = promise;
                } else if (promise > said[3]) {
                    said[1] = target, said[3] = promise;
                }
            }
        }
    }
    return pairs;
}

int64_t choose(const Input *in, int64_t times, double *out) {
    int64_t pairs = 0;
    for (int64_t k = 0; k < times; k++) {
        pairs = choose_once(in, out);
        __asm__ volatile("" ::: "memory"); /* each time anew */
    }
    return pairs;
}
