using System;
using TorchSharp;

var numbers = new Parameter(torch.arange(5.0));
Console.WriteLine(numbers.sum().item<float>());
