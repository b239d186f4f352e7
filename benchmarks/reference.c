/* The hottest phase of the hard case in C: each direct-fire weapon weighs the enemies in its unit's view and keeps the
   two most promising (khasan/kernels/phase_choose.py, best_in_view), for targets that are no vehicles. Same
   algorithm, same order of operations, same inputs; blocks are laid out as khasan lays them out. */

#include <math.h>
#include <stdint.h>

typedef struct {
    int64_t units, near_width, weapons, ranges, slots;
    const int32_t *near, *listed, *ready, *weapon_of, *working, *role, *order, *men, *limits;
    const double *aim, *weapon, *by_range, *frontage, *depth;
    double visibility, hex_m;
    int64_t guns, hold, seen, called, lethal, dispersion, hit, half, max_m, indirect;
    int64_t least_row, most_row, effective_row, threat_row, hit_row, lit, defence;
    double footprint_least;
} Input;

static double larger(double a, double b) { return b > a ? b : a; } /* fmax would be a call */
static double smaller(double a, double b) { return b < a ? b : a; }

static double nearest_m(int64_t hexes, double hex_m) { return larger(25.0, (hexes - 0.5) * hex_m); }
static double farthest_m(int64_t hexes, double hex_m) { return (hexes + 0.5) * hex_m; }

static double hit_chance(const Input *in, int64_t weapon, int64_t hexes) {
    const double *w = in->weapon;
    double at = w[in->max_m * in->weapons + weapon], far = farthest_m(hexes, in->hex_m);
    if (in->visibility >= smaller(at, far)) return in->by_range[(in->hit_row + weapon) * in->ranges + hexes];
    double low = nearest_m(hexes, in->hex_m);
    if (in->visibility <= low) return 0.0;
    double p = w[in->hit * in->weapons + weapon], half = w[in->half * in->weapons + weapon];
    double top = smaller(far, in->visibility);
    if (top <= low) return 0.0;
    return p * half * (atan(top / half) - atan(low / half)) / (far - low);
}

static double a_round(const Input *in, int64_t weapon, int64_t target, int64_t hexes) {
    double lethal = in->weapon[in->lethal * in->weapons + weapon];
    if (lethal > 0.0) {
        double ground = larger(in->footprint_least, in->frontage[target] * in->depth[target]);
        double radius = in->weapon[in->dispersion * in->weapons + weapon];
        double share = ground / (ground + 2.0 * M_PI * radius * radius);
        return share * (lethal * in->men[target] / ground) * in->aim[in->units + target];
    }
    return hit_chance(in, weapon, hexes) * in->aim[target];
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
            int64_t called = -1;
            if (in->weapon[in->indirect * in->weapons + weapon] >= 0.5) {
                called = most;
                if (guns && !pressing && in->defence < called) called = in->defence;
            }
            int64_t reach = direct > called ? direct : called;
            const int32_t *near = in->near + unit * in->near_width;
            for (int64_t k = 0; k < in->listed[unit]; k++) {
                int32_t key = near[k];
                int64_t hexes = key >> 22, target = (key >> 1) & 0x1FFFFF;
                if (hexes > reach) break;
                int32_t ready = in->ready[target];
                if (hexes < least || ready < in->seen) continue;
                if (((key & 1) || hexes > direct) && (ready != in->called || hexes > called)) continue;
                pairs++;
                double promise = a_round(in, weapon, target, hexes) * in->by_range[in->threat_row * in->ranges + hexes];
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
