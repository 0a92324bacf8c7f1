using GameServer;

var builder = WebApplication.CreateBuilder(args);
builder.AddGameServer();
var app = builder.Build();
app.MapGameServer();
await app.RunAsync();
