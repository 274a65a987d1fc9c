// Draws of the laws of @infonce/samplers as plain C loops: sfc32, and the same methods. Prints millions a second, as JSON.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { OUT = 4096 };

static uint32_t a = 1, b = 2, c = 3, counter = 5;

static inline uint32_t word(void) {
  uint32_t t = a + b + counter++;
  a = b ^ (b >> 9);
  b = c + (c << 3);
  c = ((c << 21) | (c >> 11)) + t;
  return t;
}

static inline double uniform(void) {
  uint32_t high = word() >> 5;
  return (high * 67108864.0 + (word() >> 6)) / 9007199254740992.0;
}

static double cpu(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec + 1e-9 * now.tv_nsec;
}

static int32_t out[OUT];
static int32_t classes;

static uint32_t highest;
static void draw_uniform(void) {
  for (int i = 0; i < OUT; i++) {
    uint32_t draw = word();
    while (draw > highest) draw = word();
    out[i] = draw % (uint32_t)classes;
  }
}

static double range;
static void draw_log_uniform(void) {
  for (int i = 0; i < OUT; i++) {
    int32_t id = (int32_t)floor(exp(uniform() * range)) - 1;
    out[i] = id < classes ? id : classes - 1;
  }
}

static int bits;
static uint32_t *threshold;
static int32_t *alias;
static void draw_unigram(void) {
  for (int i = 0; i < OUT; i++) {
    uint32_t column = word() >> (32 - bits);
    out[i] = word() < threshold[column] ? (int32_t)column : alias[column];
  }
}

static int32_t size;
static double *sums;
static double total;
static void draw_learned(void) {
  for (int i = 0; i < OUT; i++) {
    double rest = floor(uniform() * total);
    int32_t id = 0;
    for (int32_t step = size >> 1; step > 0; step >>= 1)
      if (sums[id + step] <= rest) {
        rest -= sums[id + step];
        id += step;
      }
    out[i] = id;
  }
}

// Walker's table of the counts 1e6 / (id + 1) + 1 to the power of 0.75.
static void make_alias(void) {
  bits = 1;
  while ((1 << bits) < classes) bits++;
  int columns = 1 << bits, small = 0, large = columns;
  double *scaled = calloc(columns, sizeof *scaled), sum = 0;
  int *work = malloc(columns * sizeof *work);
  threshold = calloc(columns, sizeof *threshold);
  alias = calloc(columns, sizeof *alias);
  for (int id = 0; id < classes; id++) sum += scaled[id] = pow(1e6 / (id + 1) + 1, 0.75);
  for (int id = 0; id < columns; id++) {
    scaled[id] *= columns / sum;
    if (scaled[id] < 1) work[small++] = id;
    else work[--large] = id;
  }
  while (small > 0 && large < columns) {
    int poor = work[--small], rich = work[large];
    threshold[poor] = (uint32_t)(scaled[poor] * 4294967295.0);
    alias[poor] = rich;
    scaled[rich] += scaled[poor] - 1;
    if (scaled[rich] < 1) {
      large++;
      work[small++] = rich;
    }
  }
  while (large < columns) alias[work[large]] = work[large], large++;
  while (small > 0) small--, alias[work[small]] = work[small];
  free(scaled);
  free(work);
}

static void make_tree(void) {
  size = 1;
  while (size < classes) size *= 2;
  sums = calloc(size + 1, sizeof *sums);
  total = 0;
  for (int i = 1; i <= size; i++) {
    if (i <= classes) {
      double count = floor(1e6 / i) + 1;
      sums[i] += count;
      total += count;
    }
    int above = i + (i & -i);
    if (above <= size) sums[above] += sums[i];
  }
}

static double measure(void (*draw)(void), double seconds) {
  long calls = 0;
  for (int i = 0; i < 20; i++) draw();
  double begin = cpu(), end;
  do {
    for (int i = 0; i < 20; i++) {
      draw();
      __asm__ volatile("" : : "r"(out) : "memory");
    }
    calls += 20;
    end = cpu();
  } while (end - begin < seconds);
  return calls * OUT / (end - begin) / 1e6;
}

int main(int count, char **given) {
  double seconds = atof(given[1]);
  printf("{");
  for (int i = 2; i < count; i++) {
    classes = atoi(given[i]);
    highest = (uint32_t)(0x100000000ull - 0x100000000ull % classes - 1);
    range = log(classes + 1.0);
    make_alias();
    make_tree();
    printf("%s\"uniform %d\":%f,", i > 2 ? "," : "", classes, measure(draw_uniform, seconds));
    printf("\"log-uniform %d\":%f,", classes, measure(draw_log_uniform, seconds));
    printf("\"unigram %d\":%f,", classes, measure(draw_unigram, seconds));
    printf("\"learned %d\":%f", classes, measure(draw_learned, seconds));
  }
  printf("}\n");
}
