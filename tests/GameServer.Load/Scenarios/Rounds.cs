namespace GameServer.LoadTool;

/// <summary>Runs a scenario in rounds: in each, every load at every server, one after the other, so that what the machine does to one it does to all.</summary>
internal sealed class Rounds(Loop loop, int rounds, IReadOnlySet<string> servers, bool isCold, TextWriter progress)
{
    public IReadOnlyList<Summary> Run(Scenario scenario, IReadOnlySet<string> loads)
    {
        var running = new Dictionary<ServerKind, ServerUnderLoad>();
        var found = new List<Measurement>();
        try
        {
            for (var round = 1; round <= rounds; round++)
            {
                foreach (var load in scenario.Loads.Where(load => loads.Count == 0 || loads.Contains(load)))
                {
                    foreach (var kind in scenario.Servers.Where(kind => servers.Contains(kind.Name) && scenario.Fits(kind, load)))
                    {
                        if (!running.TryGetValue(kind, out var server)) running.Add(kind, server = Start(scenario, kind));
                        var figures = scenario.Run(loop, server, load);
                        found.Add(new Measurement(scenario.Name, load, kind.Name, figures));
                        progress.WriteLine($"{scenario.Name} {round}/{rounds}  {load,-12} {kind.Name,-12} {string.Join("  ", figures.Select(f => $"{f.Key} {f.Value:0.##}"))}");
                        if (scenario.KeepsServer) continue;
                        server.Dispose();
                        running.Remove(kind);
                    }
                }
            }
        }
        finally
        {
            foreach (var server in running.Values) server.Dispose();
        }
        return [.. found.GroupBy(m => (m.Load, m.Server)).Select(group => Summary.Of([.. group]))];
    }

    private ServerUnderLoad Start(Scenario scenario, ServerKind kind)
    {
        progress.WriteLine($"{scenario.Name}  starting {kind}");
        Cores.Free(Environment.ProcessId); // what is started gets the cores of who starts it
        var server = ServerUnderLoad.Start(kind, scenario.IsPinned);
        try
        {
            if (!isCold) scenario.WarmUp(loop, server);
            if (!scenario.IsPinned) return server;
            server.Pin();
            Cores.Pin(Environment.ProcessId, Cores.Client);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }
}
