"""The same searches with DEAP: prints one JSON object. Seeds and sizes come as arguments."""
import json
import random
import sys
import time

from deap import algorithms, base, benchmarks, creator, tools

task, seeds = sys.argv[1], [int(seed) for seed in sys.argv[2].split(",")]

creator.create("Two", base.Fitness, weights=(-1.0, -1.0))
creator.create("One", base.Fitness, weights=(-1.0,))
creator.create("TwoObjectives", list, fitness=creator.Two)
creator.create("OneObjective", list, fitness=creator.One)


def zdt1(seed):
    """NSGA-II as in DEAP's own example: 100 solutions, 250 generations."""
    random.seed(seed)
    size, generations, variables = 100, 250, 30
    box = base.Toolbox()
    box.register("attribute", random.random)
    box.register("individual", tools.initRepeat, creator.TwoObjectives, box.attribute, variables)
    box.register("population", tools.initRepeat, list, box.individual)
    box.register("evaluate", benchmarks.zdt1)
    box.register("mate", tools.cxSimulatedBinaryBounded, low=0.0, up=1.0, eta=20.0)
    box.register("mutate", tools.mutPolynomialBounded, low=0.0, up=1.0, eta=20.0, indpb=1.0 / variables)
    box.register("select", tools.selNSGA2)
    population = box.population(n=size)
    started = time.perf_counter()
    for individual in population:
        individual.fitness.values = box.evaluate(individual)
    population = box.select(population, size)
    for _ in range(generations):
        children = [box.clone(each) for each in tools.selTournamentDCD(population, size)]
        for one, other in zip(children[::2], children[1::2]):
            if random.random() <= 0.9:
                box.mate(one, other)
            box.mutate(one)
            box.mutate(other)
            del one.fitness.values, other.fitness.values
        for child in children:
            child.fitness.values = box.evaluate(child)
        population = box.select(population + children, size)
    took = time.perf_counter() - started
    return {"ms": took * 1000, "points": [list(each.fitness.values) for each in population]}


def one_objective(function, bound):
    """eaSimple with its usual operators: 50 solutions, 100 generations, 20 variables."""

    def run(seed):
        random.seed(seed)
        box = base.Toolbox()
        box.register("attribute", random.uniform, -bound, bound)
        box.register("individual", tools.initRepeat, creator.OneObjective, box.attribute, 20)
        box.register("population", tools.initRepeat, list, box.individual)
        box.register("evaluate", function)
        box.register("mate", tools.cxBlend, alpha=0.5)
        box.register("mutate", tools.mutGaussian, mu=0, sigma=0.1 * 2 * bound, indpb=0.05)
        box.register("select", tools.selTournament, tournsize=3)
        started = time.perf_counter()
        _, log = algorithms.eaSimple(
            box.population(n=50), box, cxpb=0.8, mutpb=0.2, ngen=100, stats=best_statistics(), verbose=False
        )
        return {"ms": (time.perf_counter() - started) * 1000, "best": min(entry["min"] for entry in log)}

    return run


def best_statistics():
    statistics = tools.Statistics(lambda individual: individual.fitness.values[0])
    statistics.register("min", min)
    return statistics


TASKS = {
    "zdt1": zdt1,
    "rastrigin": one_objective(benchmarks.rastrigin, 5.12),
    "ackley": one_objective(benchmarks.ackley, 32.768),
}
print(json.dumps([TASKS[task](seed) for seed in seeds]))
