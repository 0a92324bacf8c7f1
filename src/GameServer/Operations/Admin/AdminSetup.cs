namespace GameServer.Operations;

/// <summary>The parts of the operators' page.</summary>
internal static class AdminSetup
{
    public static void AddAdmin(this IServiceCollection services)
    {
        services.AddSingleton<AdminDoor>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<Gauges>();
        services.AddHostedService(provider => provider.GetRequiredService<Gauges>());
        services.AddSingleton<RoomTable>();
        services.AddSingleton<AdminView>();
        services.AddSingleton<AdminActions>();
        services.AddSingleton<AdminSite>();
    }
}
