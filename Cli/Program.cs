using TorchSharp;
OnnxForge.Authoring.Native.LibTorch.EnsureLoaded();
Console.WriteLine(torch.arange(5).sum().item<long>());
