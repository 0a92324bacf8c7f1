using System.Globalization;
using System.Text.Json;

namespace GameServer.Tests.Simulation;

/// <summary>What the simulations of a run came to: written for the table of the README, when RELIABILITY_RESULTS names a folder.</summary>
public sealed class SimulationReport : IDisposable
{
    private readonly Dictionary<PlantedBug, long?> _planted = [];

    public int SeedsFixed { get; set; }

    public int SeedsFresh { get; set; }

    public int Faults { get; set; }

    public int Violations { get; set; }

    /// <summary>Notes the first seed that found a planted bug; null: none did.</summary>
    public void Planted(PlantedBug bug, long? seed) => _planted[bug] = seed;

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("RELIABILITY_RESULTS") is not { Length: > 0 } folder || SeedsFixed == 0 || _planted.Count == 0) return;
        Directory.CreateDirectory(folder);
        var (worst, worstSeed) = _planted.MaxBy(found => found.Value ?? long.MaxValue);
        File.WriteAllText(Path.Combine(folder, "simulation.json"), JsonSerializer.Serialize(new
        {
            seedsFixed = SeedsFixed,
            seedsFresh = SeedsFresh,
            faults = Faults,
            violations = Violations,
            plantedFound = _planted.Values.Count(seed => seed is not null),
            plantedOf = _planted.Count,
            worstPlanted = worst.ToString(),
            worstPlantedSeed = worstSeed,
        }));
    }

    /// <summary>A number that the environment gives.</summary>
    internal static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>Each of its tests keeps all cores busy by itself.</summary>
[CollectionDefinition(Name)]
public sealed class SimulationCollection : ICollectionFixture<SimulationReport>
{
    public const string Name = "simulation";
}
