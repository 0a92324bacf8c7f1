namespace GameServer.IntegrationTests.Faults;

/// <summary>Runs that measure time or fill both cores: one after the other, and beside nothing else. Those that mostly wait for processes run beside others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FaultCollection
{
    public const string Name = "faults";
}
