using TorchSharp;

var sum = torch.arange(5).sum().item<long>();
Console.WriteLine(sum);
