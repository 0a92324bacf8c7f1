namespace GameServer.IntegrationTests.Faults;

/// <summary>Runs that measure time or fill both cores: one after the other, and beside nothing else.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FaultCollection
{
    public const string Name = "faults";
}
